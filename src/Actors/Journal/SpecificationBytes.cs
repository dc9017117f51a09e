using MessagePack;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;

namespace S3Actors.Actors.Journal;

/// <summary>
/// A specification's bytes in the journal. Places that were added to its parts later on are left out at the end of their part while they
/// say nothing: a campaign that makes no use of them has the bytes, the digest and therefore the checkpoints that it always had. So are those
/// of a subnet's result.
/// </summary>
public static class SpecificationBytes
{
    /// <summary>A part's place in the specification, and how many places it had before any was added: part of the file format.</summary>
    private static readonly (int Part, int Places)[] FirstPlaces = [(DataPart, 5), (NetworkPart, 4), (TrainingPart, 19), (MeasurementPart, 6), (EvolutionPart, 6), (SearchPart, 10)];

    /// <summary>A limit's place in its part of the specification.</summary>
    private static readonly (int Part, int Place)[] Limits = [(MeasurementPart, 5), (SearchPart, 8)];

    private const int DataPart = 2, NetworkPart = 3, TrainingPart = 5, MeasurementPart = 6, EvolutionPart = 7, SearchPart = 8;
    private const byte Nil = 0xC0;

    /// <summary>Places of a specification before its blocks could be alike.</summary>
    private const int PlacesOfSpecification = 9;

    /// <summary>Places of a training in the first event that holds one by itself.</summary>
    private const int PlacesWhenRetrained = 20;

    /// <summary>Places of a subnet's result before wrong answers were counted by block.</summary>
    private const int PlacesOfResult = 3;

    /// <summary>Places of a finished generation before a search could have two objectives.</summary>
    private const int PlacesOfGeneration = 3;

    /// <summary>Places of the first event before it named the classes.</summary>
    private const int PlacesWhenCreated = 5;

    /// <summary>Places of a fork's event, and of a session's first, before they said where the images stand.</summary>
    private const int PlacesWhenForked = 5, PlacesOfSession = 4;

    /// <summary>Places of a limit before it could be a band.</summary>
    private const int PlacesOfLimit = 2;

    /// <summary>Places of a rule's decision before it said what its standard errors cover, and by which replicates.</summary>
    private const int PlacesOfDecision = 11;

    /// <summary>The MessagePack bytes of a specification.</summary>
    public static byte[] Of(CampaignSpec spec) => Compact(MessagePackSerializer.Serialize(spec));

    /// <summary>An event's content with the specification in it, if there is one, as <see cref="Of"/> has it.</summary>
    /// <param name="body">The event's MessagePack bytes.</param>
    public static byte[] Compact(IEvent content, byte[] body) => content switch
    {
        CampaignCreated => Trim(With(body, 0, Compact), PlacesWhenCreated),
        CampaignForked => Trim(With(body, 2, Compact), PlacesWhenForked),
        SessionStarted { Places: null } => Trim(body, PlacesOfSession),
        RetrainingStarted => With(body, 2, training => Trim(training, PlacesWhenRetrained)),
        MoveProposed => Trim(body, PlacesOfDecision),
        SubnetEvaluated { Result.WrongByBlock: null } => With(body, 2, result => Trim(result, PlacesOfResult)),
        ArchitectureSelected { Best.WrongByBlock: null } => With(body, 1, result => Trim(result, PlacesOfResult)),
        GenerationFinished finished => finished.Parents.Select((parent, place) => (parent, place)).Where(it => it.parent.WrongByBlock is null)
            .Aggregate(Trim(body, PlacesOfGeneration), (bytes, it) => With(bytes, 2, parents => With(parents, it.place, result => Trim(result, PlacesOfResult)))),
        _ => body,
    };

    private static byte[] Compact(byte[] spec)
    {
        var limited = Limits.Aggregate(spec, (bytes, it) => With(bytes, it.Part, part => With(part, it.Place, limit => Trim(limit, PlacesOfLimit))));
        return Trim(FirstPlaces.Aggregate(limited, (bytes, it) => With(bytes, it.Part, part => Trim(part, it.Places))), PlacesOfSpecification);
    }

    private static byte[] Trim(ReadOnlyMemory<byte> part, int places)
    {
        var count = PackedPlaces.Count(part);
        while (count > places && PackedPlaces.Place(part, count - 1).Span is [Nil]) count--;
        return PackedPlaces.First(part, count);
    }

    private static byte[] With(byte[] array, int place, Func<byte[], byte[]> change)
    {
        var range = PackedPlaces.Range(array, place);
        return [.. array[..range.Start], .. change(array[range]), .. array[range.End..]];
    }
}
