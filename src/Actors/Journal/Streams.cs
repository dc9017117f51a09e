using S3Actors.Messages.Events;
using S3Actors.Messages.Space;

namespace S3Actors.Actors.Journal;

/// <summary>The persistence ids of a campaign's streams: part of the file format.</summary>
public static class Streams
{
    public static string Campaign(string campaign) => $"{campaign}/campaign";

    /// <summary>The one stream that says how often a run was stopped and resumed.</summary>
    public static string Session(string campaign) => $"{campaign}/session";

    public static string Supernet(string campaign, string supernet) => $"{campaign}/supernet-{supernet}";

    public static string Dimension(string campaign, DimensionId dimension) => $"{campaign}/{dimension}";

    public static string Ledger(string campaign) => $"{campaign}/ledger";

    public static string Population(string campaign, string search) => $"{campaign}/population-{search}";

    /// <summary>The stream in which an event belongs, as its content tells.</summary>
    /// <exception cref="ArgumentException">It is an event of no stream.</exception>
    public static string Of(string campaign, IEvent content) => content switch
    {
        ICampaignEvent => Campaign(campaign),
        ISessionEvent => Session(campaign),
        ISupernetEvent it => Supernet(campaign, it.Supernet),
        IDimensionEvent it => Dimension(campaign, it.Dimension),
        ILedgerEvent => Ledger(campaign),
        IPopulationEvent it => Population(campaign, it.Search),
        _ => throw new ArgumentException($"{content.GetType()} belongs to no stream.", nameof(content)),
    };
}
