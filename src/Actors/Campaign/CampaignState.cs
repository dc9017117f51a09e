using System.Collections.Immutable;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;
using S3Actors.Models.Measurement;
using S3Actors.Models.Space;
using static System.FormattableString;

namespace S3Actors.Actors.Campaign;

/// <summary>Where a campaign stands, as its stream tells it.</summary>
/// <param name="Created">Null before the first event; in a fork with the specification in force.</param>
/// <param name="Position">What is being done, or what was done last.</param>
/// <param name="Winners">In the order of their selection: <c>final</c>, then <c>control</c>.</param>
public sealed record CampaignState(CampaignCreated? Created, CampaignPosition Position, ImmutableList<WinnerSelected> Winners)
{
    /// <summary>Iterations begun.</summary>
    public int Iterations { get; init; }

    /// <summary>Searches whose winners were trained from scratch, in the order of that.</summary>
    public ImmutableList<string> Retrained { get; init; } = [];

    /// <summary>The space of the final supernet; null before that.</summary>
    public SearchSpace? LastSpace { get; init; }

    /// <summary>Before the first event.</summary>
    public static CampaignState Initial { get; } = new(null, new CampaignPosition.Nowhere(), []);

    /// <summary>The specification.</summary>
    /// <exception cref="StateException">The campaign is not created.</exception>
    public CampaignSpec Spec => Created?.Spec ?? throw new StateException("The campaign is not created.");

    /// <summary>Begin a campaign.</summary>
    public sealed record Create(
        CampaignSpec Spec, string SpecDigest, string DatasetDigest, IReadOnlyDictionary<string, string> Libraries, string Hardware,
        IReadOnlyList<string>? Classes = null) : ICampaignCommand;

    /// <summary>Say what comes next, where nothing is being done.</summary>
    public sealed record Advance : ICampaignCommand;

    /// <summary>Every dimension's rule spoke.</summary>
    public sealed record EvolveSpace(int Iteration, IReadOnlyList<MoveProposed> Proposals) : ICampaignCommand;

    /// <summary>The final supernet is trained.</summary>
    public sealed record StartSearch : ICampaignCommand;

    /// <summary>A search ended and its winner was measured on the images that decide nothing.</summary>
    public sealed record ReportWinner(ArchitectureSelected Selected, Top1Error ReportValidation, Top1Error Test) : ICampaignCommand;

    /// <summary>Train the winner of a search, or a random subnet (<see cref="SearchNames.OfRandomSubnet"/>), from scratch; the campaign is complete, and that search one of its own.</summary>
    public sealed record StartRetraining(TrainingSpec Training, string Search = SearchNames.Final) : ICampaignCommand;

    /// <summary>It is trained and measured.</summary>
    /// <param name="Checkpoint">SHA-256 of its weights' file.</param>
    public sealed record FinishRetraining(string Checkpoint, Top1Error SearchValidation, Top1Error ReportValidation, Top1Error Test) : ICampaignCommand;

    /// <summary>What follows from a command; nothing where it was decided before.</summary>
    public static IReadOnlyList<IEvent> Decide(CampaignState state, ICampaignCommand command) => (command, state.Position) switch
    {
        (Create it, CampaignPosition.Nowhere) => [new CampaignCreated(it.Spec, it.SpecDigest, it.DatasetDigest, it.Libraries, it.Hardware, it.Classes)],
        (EvolveSpace it, CampaignPosition.Iterating at) when it.Iteration == at.Iteration => WithNext(state, Evolved(state.Spec, at, it.Proposals)),
        (StartSearch, CampaignPosition.TrainingFinal at) => [new ArchitectureSearchStarted(SearchNames.Final, SupernetNames.Final, at.Space)],
        (ReportWinner it, CampaignPosition.Searching at) when it.Selected.Search == at.Search => WithNext(state, Winner(it)),
        (StartRetraining it, CampaignPosition.Done or CampaignPosition.Retrained) when !state.Retrained.Contains(it.Search) =>
            [new RetrainingStarted(it.Search, WinnerOf(state, it.Search), it.Training)],
        (FinishRetraining it, CampaignPosition.Retraining at) =>
            [new WinnerRetrained(at.Search, at.Architecture, it.Checkpoint, it.SearchValidation, it.ReportValidation, it.Test)],
        (Advance, _) => Next(state),
        (Create or EvolveSpace or StartSearch or ReportWinner or StartRetraining or FinishRetraining, _) => [],
        _ => throw new StateException($"No campaign command: {command}."),
    };

    /// <summary>The state after an event.</summary>
    public static CampaignState Evolve(CampaignState state, IEvent content) => content switch
    {
        CampaignCreated it => state with { Created = it, Position = new CampaignPosition.Begun() },
        IterationStarted it => state with { Iterations = it.Iteration, Position = new CampaignPosition.Iterating(it.Iteration, it.Space) },
        SpaceEvolved it => state with { Position = new CampaignPosition.Evolved(it.Iteration, it.Space, it.Moves.Any(move => move.AppliedSteps != 0)) },
        FinalSupernetStarted it => state with { LastSpace = it.Space, Position = new CampaignPosition.TrainingFinal(it.Space) },
        ArchitectureSearchStarted it => state with { Position = new CampaignPosition.Searching(it.Search, it.Supernet, it.Space) },
        WinnerSelected it => state with { Position = new CampaignPosition.Searched(it.Search), Winners = state.Winners.Add(it) },
        CampaignForked it => state with { Created = state.Created! with { Spec = it.Spec, SpecDigest = it.SpecDigest } },
        CampaignCompleted => state with { Position = new CampaignPosition.Done() },
        RetrainingStarted it => state with { Position = new CampaignPosition.Retraining(it.Search, it.Architecture, it.Training) },
        WinnerRetrained it => state with { Position = new CampaignPosition.Retrained(), Retrained = state.Retrained.Add(it.Search) },
        _ => throw StateException.Foreign("campaign", content),
    };

    private static IReadOnlyList<IEvent> Next(CampaignState state) => state.Position switch
    {
        CampaignPosition.Begun when state.Spec.Evolution.Iterations == 0 => [new FinalSupernetStarted(state.Spec.InitialSpace, "no iterations were asked for")],
        CampaignPosition.Begun => [Iteration(state.Spec, 1, state.Spec.InitialSpace)],
        CampaignPosition.Evolved at when !at.Moved => [new FinalSupernetStarted(at.Space, Invariant($"no dimension moved in iteration {at.Iteration}"))],
        CampaignPosition.Evolved at when at.Iteration >= state.Spec.Evolution.Iterations =>
            [new FinalSupernetStarted(at.Space, Invariant($"iteration {at.Iteration} was the last"))],
        CampaignPosition.Evolved at => [Iteration(state.Spec, at.Iteration + 1, at.Space)],
        CampaignPosition.Searched at when NextControl(state.Spec, at.Search) is { } control =>
            [new ArchitectureSearchStarted(control.Search, control.Supernet, state.Spec.InitialSpace)],
        CampaignPosition.Searched => [new CampaignCompleted(state.Spec.Evolution.Iterations)],
        _ => [],
    };

    /// <summary>The control that follows a search; null where none does.</summary>
    private static ControlSearch? NextControl(CampaignSpec spec, string search)
    {
        var controls = ControlSearches.Of(spec);
        return search == SearchNames.Final ? controls.FirstOrDefault() : controls.SkipWhile(it => it.Search != search).Skip(1).FirstOrDefault();
    }

    /// <summary>An event and what it leads to, so that both are recorded in one write.</summary>
    private static IReadOnlyList<IEvent> WithNext(CampaignState state, IEvent content) => [content, .. Next(Evolve(state, content))];

    private static IterationStarted Iteration(CampaignSpec spec, int iteration, SearchSpace space) =>
        new(iteration, space, SpaceArithmetic.Log10Size(space, BlockTies.Of(spec)), SpaceArithmetic.MeanMacs(space, spec.Network));

    private static SpaceEvolved Evolved(CampaignSpec spec, CampaignPosition.Iterating at, IReadOnlyList<MoveProposed> spoken)
    {
        IReadOnlyList<DimensionProposal> proposals = [.. spoken.Select(it => new DimensionProposal(it.Dimension, it.Steps, it.Slope, it.SlopeStandardError))];
        if (spec.Evolution.ShuffledMoves is true) proposals = ShuffledMoves.Of(at.Space, proposals, spec.Seed, at.Iteration);
        var evolved = SpaceEvolution.Apply(at.Space, proposals, spec.Evolution, spec.Network, BlockTies.Of(spec));
        return new SpaceEvolved(
            at.Iteration, evolved.Moves, evolved.After, SpaceArithmetic.Log10Size(evolved.After, BlockTies.Of(spec)),
            SpaceArithmetic.MeanMacs(evolved.After, spec.Network));
    }

    private static Architecture WinnerOf(CampaignState state, string search) =>
        SearchNames.RandomSubnet(search) is { } number && state.LastSpace is { } space
            ? FreshSubnets.ForRetraining(state.Spec, space, number).ElementAtOrDefault(number - 1)
                ?? throw new StateException($"The last space has no {number} subnets within the constraint that could be retrained.")
            : state.Winners.Find(winner => winner.Search == search)?.Architecture
                ?? throw new StateException($"The campaign has no search '{search}' whose winner could be retrained.");

    private static WinnerSelected Winner(ReportWinner it) => new(
        it.Selected.Search, it.Selected.Best.Architecture, it.Selected.MacsPerImage, it.Selected.ParameterCount,
        it.Selected.Best.Error, it.ReportValidation, it.Test);
}

/// <summary>What can be asked of <see cref="CampaignState"/>.</summary>
public interface ICampaignCommand;
