using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;

namespace S3Actors.Actors.Evaluation;

/// <summary>
/// Results in the order they were recorded. Immutable; adding one takes no copy, since lists that grew from each other share their places.
/// They are found by architecture through an index that is made when the first is looked for: a recovery adds a hundred thousand of them
/// and never asks for most. An <c>ImmutableDictionary</c> does the same in a line, but folding 94 000 results then takes 0.27 s instead of
/// 0.05 s, half a recovery more. Like the state it belongs to, it is used by one thread at a time.
/// </summary>
public sealed class MeasuredSubnets
{
    private readonly Places _places;
    private readonly int _count;

    private MeasuredSubnets(Places places, int count) => (_places, _count) = (places, count);

    /// <summary>Nothing measured.</summary>
    public static MeasuredSubnets None { get; } = new(new Places([]), 0);

    /// <summary>This list and one more.</summary>
    public MeasuredSubnets Add(SubnetResult result)
    {
        // Another list may have grown from this one already (from the empty one, many have): then this is where the two part.
        var places = _count > 0 && _places.Results.Count == _count ? _places : new Places([.. _places.Results.Take(_count)]);
        places.Results.Add(result);
        return new MeasuredSubnets(places, _count + 1);
    }

    /// <summary>The result of an architecture; null where it is not in this list.</summary>
    public SubnetResult? Find(Architecture architecture) =>
        _places.Index().TryGetValue(architecture, out var place) && place < _count ? _places.Results[place] : null;

    private sealed class Places(List<SubnetResult> results)
    {
        private readonly Dictionary<Architecture, int> _index = [];
        private int _indexed;

        public List<SubnetResult> Results { get; } = results;

        public Dictionary<Architecture, int> Index()
        {
            for (; _indexed < Results.Count; _indexed++) _index.TryAdd(Results[_indexed].Architecture, _indexed);
            return _index;
        }
    }
}
