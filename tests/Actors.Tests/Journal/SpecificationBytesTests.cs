using MessagePack;
using S3Actors.Actors.Campaign;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Journal;

/// <summary>What was added to specifications later on changes no byte of one that makes no use of it.</summary>
public class SpecificationBytesTests
{
    private static readonly AugmentationSpec Flipped = new(null, 0.5, null, 0, null);

    private static CampaignSpec With(ImageFitting? fitting, AugmentationSpec? augmentation) => Samples.Spec with
    {
        Data = Samples.Spec.Data with { Fitting = fitting },
        Training = Samples.Spec.Training with { Augmentation = augmentation },
    };

    /// <summary>The digest of these very settings before images were fitted or augmented: it stands in old journals and checkpoints.</summary>
    [Fact]
    public void The_digest_of_an_old_specification_stays() =>
        Assert.Equal("ddc16c683a3bc0326a4121311f90f3414bbb4085421ee80c43ea83bf976ebef2", SpecDigest.Of(Samples.Spec));

    [Fact]
    public void Added_places_are_written_where_they_say_something_and_read_back()
    {
        foreach (var fitting in (ImageFitting?[])[null, new(256, Interpolation.Bicubic)])
            foreach (var augmentation in (AugmentationSpec?[])[null, Flipped])
            {
                var spec = With(fitting, augmentation);
                var bytes = SpecificationBytes.Of(spec);
                Assert.Equal(fitting is null ? 5 : 6, PackedPlaces.Count(PackedPlaces.Place(bytes, 2)));
                Assert.Equal(augmentation is null ? 19 : 20, PackedPlaces.Count(PackedPlaces.Place(bytes, 5)));
                var again = MessagePackSerializer.Deserialize<CampaignSpec>(bytes);
                Assert.Equal((fitting, augmentation), (again.Data.Fitting, again.Training.Augmentation));
                Assert.Equal(SpecDigest.Of(spec), SpecDigest.Of(again));
                Assert.Equal([], SpecDifference.Between(spec, again));
            }
        Assert.Equal(4, new[] { With(null, null), With(null, Flipped), With(new(256, Interpolation.Bicubic), null), With(new(256, Interpolation.Bilinear), null) }.Select(SpecDigest.Of).Distinct().Count());
    }

    [Fact]
    public void Events_hold_a_specification_in_the_bytes_that_its_digest_is_of()
    {
        var created = new CampaignCreated(Samples.Spec, SpecDigest.Of(Samples.Spec), "images", new Dictionary<string, string>(), "a processor");
        var forked = new CampaignForked("parent", 2, Samples.Spec, SpecDigest.Of(Samples.Spec), []);
        foreach (var (content, place) in ((IEvent, int)[])[(created, 0), (forked, 2)])
        {
            var message = EventCodec.Encode(new EventHeader(0, "", []), content);
            Assert.Equal(SpecificationBytes.Of(Samples.Spec), PackedPlaces.Place(PackedPlaces.Place(message, 1), place).ToArray());
            var (_, read) = EventCodec.Decode(EventNames.NameOf(content.GetType()), message);
            Assert.Equal(message, EventCodec.Encode(new EventHeader(0, "", []), read));
        }
    }

    [Fact]
    public void Names_of_classes_are_written_where_there_are_any()
    {
        var unnamed = new CampaignCreated(Samples.Spec, SpecDigest.Of(Samples.Spec), "images", new Dictionary<string, string>(), "a processor");
        Assert.Equal(5, PackedPlaces.Count(PackedPlaces.Place(EventCodec.Encode(new EventHeader(0, "", []), unnamed), 1))); // the bytes that it always had

        var message = EventCodec.Encode(new EventHeader(0, "", []), unnamed with { Classes = ["cat", "dog"] });
        var (_, read) = EventCodec.Decode(EventNames.NameOf(typeof(CampaignCreated)), message);
        Assert.Equal(["cat", "dog"], ((CampaignCreated)read).Classes!);
        Assert.Equal(message, EventCodec.Encode(new EventHeader(0, "", []), read));
    }

    [Fact]
    public void Precision_is_written_where_it_is_reduced()
    {
        var reduced = Samples.Spec with { Training = Samples.Spec.Training with { Precision = ReducedPrecision.BFloat16 } };
        var bytes = SpecificationBytes.Of(reduced);
        Assert.Equal(21, PackedPlaces.Count(PackedPlaces.Place(bytes, 5)));
        Assert.Equal(ReducedPrecision.BFloat16, MessagePackSerializer.Deserialize<CampaignSpec>(bytes).Training.Precision);
        Assert.NotEqual(SpecDigest.Of(Samples.Spec), SpecDigest.Of(reduced));
        Assert.Equal(["training.precision: off in the journal, BFloat16 now"], SpecDifference.Between(Samples.Spec, reduced));

        var alone = new RetrainingStarted("final", new Architecture([]), Samples.Spec.Training);
        var places = PackedPlaces.Place(PackedPlaces.Place(EventCodec.Encode(new EventHeader(0, "", []), alone), 1), 2);
        Assert.Equal(20, PackedPlaces.Count(places)); // as it was before there was a choice
    }

    [Fact]
    public void The_channels_of_a_head_are_written_where_they_are_fixed()
    {
        var fixedHeads = Samples.Spec with { Network = Samples.Spec.Network with { HeadDim = 32 } };
        Assert.Equal(4, PackedPlaces.Count(PackedPlaces.Place(SpecificationBytes.Of(Samples.Spec), 3)));
        Assert.Equal(32, MessagePackSerializer.Deserialize<CampaignSpec>(SpecificationBytes.Of(fixedHeads)).Network.HeadDim);
        Assert.NotEqual(SpecDigest.Of(Samples.Spec), SpecDigest.Of(fixedHeads));
        Assert.Equal(["network.head_dim: free in the journal, 32 now"], SpecDifference.Between(Samples.Spec, fixedHeads));
    }

    [Fact]
    public void Wrong_answers_by_block_are_written_where_they_were_counted()
    {
        var whole = Samples.Result(Samples.Architectures(1)[0]);
        var counted = whole with { WrongByBlock = [.. Enumerable.Range(0, 20)] };
        foreach (var result in (SubnetResult[])[whole, counted])
            foreach (var (content, place) in ((IEvent, int)[])[(new SubnetEvaluated("ef", Samples.Set, result), 2), (new ArchitectureSelected("final", result, 1, 2), 1)])
            {
                var message = EventCodec.Encode(new EventHeader(0, "", []), content);
                Assert.Equal(result.WrongByBlock is null ? 3 : 4, PackedPlaces.Count(PackedPlaces.Place(PackedPlaces.Place(message, 1), place)));
                Assert.Equal(content, EventCodec.Decode(EventNames.NameOf(content.GetType()), message).Event);
            }

        var parents = new GenerationFinished("final", 1, [counted, whole, counted]);
        var places = PackedPlaces.Place(PackedPlaces.Place(EventCodec.Encode(new EventHeader(0, "", []), parents), 1), 2);
        Assert.Equal([4, 3, 4], Enumerable.Range(0, 3).Select(i => PackedPlaces.Count(PackedPlaces.Place(places, i))));
    }

    [Fact]
    public void A_users_words_say_where_such_specifications_differ()
    {
        Assert.Contains("training.augmentation.flip_probability: nothing in the journal, 0.5 now", SpecDifference.Between(With(null, null), With(null, Flipped)));
        Assert.Contains("data.resize_shorter_side: 256 in the journal, 288 now",
            SpecDifference.Between(With(new(256, Interpolation.Bicubic), null), With(new(288, Interpolation.Bicubic), null)));
    }
}
