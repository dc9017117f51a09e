using FsCheck;
using FsCheck.Fluent;
using S3Actors.Models.Data;

namespace S3Actors.Tests.Models.Data;

public sealed class BatchOrderTests
{
    [Fact]
    public void Every_epoch_sees_every_image_once_whatever_the_batch() =>
        Prop.ForAll(Gen.Choose(1, 40).ToArbitrary(), Gen.Choose(1, 60).ToArbitrary(), (images, batch) =>
        {
            var order = new BatchOrder(5, 1, batch, images);
            int[] row = [.. Enumerable.Range(0, 3 * images / batch + 1).SelectMany(step => order.At(step))];
            return Enumerable.Range(0, row.Length / images).All(epoch => row.Skip(epoch * images).Take(images).Order().SequenceEqual(Enumerable.Range(0, images)));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Repeated_images_come_one_after_the_other_and_an_epoch_is_as_long_as_ever(int repeats)
    {
        const int images = 30;
        var once = new BatchOrder(5, 1, 4, images);
        var order = new BatchOrder(5, 1, 4, images, repeats);
        int[] Row(BatchOrder of) => [.. Enumerable.Range(0, 2 * images / 4).SelectMany(step => of.At(step))];
        var (plain, repeated) = (Row(once), Row(order));
        for (var place = 0; place < repeated.Length; place++)
            Assert.Equal(plain[place / images * images + place % images / repeats], repeated[place]);
        Assert.Equal((images + repeats - 1) / repeats, repeated.Take(images).Distinct().Count());
    }

    [Fact]
    public void A_batch_is_a_function_of_its_step_alone_whatever_was_asked_before() =>
        Prop.ForAll(Gen.Choose(0, 500).ListOf().ToArbitrary(), steps =>
        {
            var order = new BatchOrder(5, 2, 7, 30);
            return steps.All(step => order.At(step).SequenceEqual(BatchOrder.Indices(5, 2, step, 7, 30)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Epochs_supernets_and_seeds_have_orders_of_their_own()
    {
        int[][] orders = [Order(5, 1, 0), Order(5, 1, 1), Order(5, 2, 0), Order(6, 1, 0)];

        Assert.Equal(4, orders.Select(order => string.Join(',', order)).Distinct().Count());
        static int[] Order(long seed, int supernet, int step) => BatchOrder.Indices(seed, supernet, step, 50, 50);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 0)]
    [InlineData(4, 1)]
    [InlineData(7, 2)]
    public void Epochs_are_done_when_all_their_images_were_seen(long steps, long epochs) =>
        Assert.Equal(epochs, BatchOrder.EpochsDone(steps, batchSize: 3, trainingCount: 10));
}
