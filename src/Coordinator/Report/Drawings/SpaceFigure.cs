using OxyPlot;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Report.Charts;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Space;
using static System.FormattableString;

namespace S3Actors.Coordinator.Report.Drawings;

/// <summary>
/// The space's evolution: a panel for each kind of dimension, in it a group for each stage, in that a bar from the smallest to the largest
/// choice for each iteration's space, left to right, and what the winner's blocks took of the last one.
/// </summary>
internal static class SpaceFigure
{
    private const double GroupWidth = 0.84;

    public static Figure Of(ReportMaterial material)
    {
        var winner = material.History.Search(SearchNames.Final)?.Winner?.Architecture ?? material.History.Search(SearchNames.Final)?.Best?.Architecture;
        return new Figure(
            "space", "For each kind of dimension and each stage, the range of choices of the initial space and after each iteration.", 3,
            [.. DimensionKinds.All.Select(kind => PanelOf(material.Spaces, kind, winner))]) { PlotHeight = 170 };
    }

    private static Panel PanelOf(IReadOnlyList<SearchSpace> spaces, DimensionKind kind, Architecture? winner)
    {
        var top = spaces.SelectMany(space => space.Dimensions).Where(d => d.Id.Kind == kind).Max(d => d.Largest);
        var stages = Enumerable.Range(1, spaces[0].StageCount).ToList();
        var x = Panel.Names("", 0.45, stages.Count + 0.55, stages.Select(stage => ((double)stage, Invariant($"stage {stage}"))));
        var panel = new Panel(kind.Name(), x, Panel.Numbers(UnitOf(kind), 0, 1.08 * top, wholeNumbers: kind.IsInteger()));
        var slot = GroupWidth / (spaces.Count + (winner is null ? 0 : 1));
        double At(int stage, int index) => stage - GroupWidth / 2 + (index + 0.5) * slot;
        for (var i = 0; i < spaces.Count; i++)
        {
            var ink = Ink.Ramp(i, spaces.Count);
            var groups = stages.Select(stage => (Middle: At(stage, i), spaces[i][stage, kind].Choices)).ToList();
            panel.Boxes(ink, groups.Select(it => (new Place(it.Middle - 0.3 * slot, it.Choices[0]), new Place(it.Middle + 0.3 * slot, it.Choices[^1]))), 0.45);
            var name = i == 0 ? "initial space" : Invariant($"after iteration {i}");
            foreach (var (it, stage) in groups.Zip(stages))
                panel.Hover(new Place(it.Middle - 0.3 * slot, it.Choices[0]), new Place(it.Middle + 0.3 * slot, it.Choices[^1]), $"{name}, stage {stage}: {NumberText.Choices(it.Choices)}");
            panel.Dots(ink, groups.SelectMany(it => it.Choices.Select(choice => new Place(it.Middle, choice))));
        }
        if (winner is null) return panel;
        var taken = EnclosingSpace.Of(winner);
        var places = stages.SelectMany(stage => taken[stage, kind].Choices.Select(value => new Place(At(stage, spaces.Count), value)));
        return panel.Dots(Ink.Series[1], places, 4, marker: MarkerType.Diamond);
    }

    private static string UnitOf(DimensionKind kind) => kind switch
    {
        DimensionKind.Depth => "blocks",
        DimensionKind.EmbedDim => "channels",
        DimensionKind.WindowSize => "side, tokens",
        DimensionKind.NumHeads => "heads",
        DimensionKind.MlpRatio => "× embed_dim",
        _ => "channels",
    };
}
