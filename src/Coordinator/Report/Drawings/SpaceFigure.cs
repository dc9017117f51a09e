using System.Globalization;
using S3Actors.Coordinator.Report.Charts;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Space;

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
        var marks = new List<Mark>();
        var (stages, slots) = (spaces[0].StageCount, spaces.Count + (winner is null ? 0 : 1));
        var slot = GroupWidth / slots;
        double At(int stage, int index) => stage - GroupWidth / 2 + (index + 0.5) * slot;
        for (var i = 0; i < spaces.Count; i++)
        {
            var ink = Ink.Ramp(i, spaces.Count);
            var dimensions = Enumerable.Range(1, stages).Select(stage => (Stage: stage, spaces[i][stage, kind].Choices)).ToList();
            marks.Add(new Boxes(ink, [.. dimensions.Select(it =>
                (new Place(At(it.Stage, i) - 0.3 * slot, it.Choices[0]), new Place(At(it.Stage, i) + 0.3 * slot, it.Choices[^1])))]) { Opacity = 0.45 });
            marks.Add(new Dots(ink, [.. dimensions.SelectMany(it => it.Choices.Select(choice => new Place(At(it.Stage, i), choice)))]) { Size = 0.9 });
        }
        if (winner is not null)
            marks.Add(new Dots(Ink.Series[1], [.. Enumerable.Range(1, stages).SelectMany(stage => EnclosingSpace.Of(winner)[stage, kind].Choices.Select(value => new Place(At(stage, spaces.Count), value)))])
            { Symbol = Symbol.Diamond, Size = 1.2 });
        var top = spaces.SelectMany(space => space.Dimensions).Where(d => d.Id.Kind == kind).Max(d => d.Largest);
        return new Panel(kind.Name(), new Axis("", 0.45, stages + 0.55)
        {
            Ticks = [.. Enumerable.Range(1, stages).Select(stage => ((double)stage, string.Create(CultureInfo.InvariantCulture, $"stage {stage}")))],
        }, new Axis(UnitOf(kind), 0, 1.08 * top) { Grid = true, WholeNumbers = kind.IsInteger() }, marks);
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
