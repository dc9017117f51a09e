using S3Actors.Models.Network;
using S3Actors.Models.Space;

namespace S3Actors.Tests.Models.Network;

/// <summary>Against the definition, for every map up to 9x9, every window and both kinds of block.</summary>
public sealed class WindowGeometryTests
{
    public static TheoryData<int, int, int> Layouts()
    {
        var data = new TheoryData<int, int, int>();
        for (var resolution = 1; resolution <= 9; resolution++)
            for (var window = 1; window <= 10; window++)
                for (var block = 0; block <= 1; block++)
                    data.Add(resolution, window, block);
        return data;
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Every_token_has_one_place_and_sees_its_window_only(int resolution, int window, int block)
    {
        var layout = WindowLayout.Of(resolution, window, block);
        var geometry = WindowGeometry.Of(resolution, layout);
        int side = layout.Side, perWindow = side * side;

        Assert.Equal(layout.WindowCount * perWindow, geometry.TokenOf.Length);
        for (var token = 0; token < resolution * resolution; token++) Assert.Equal(token, geometry.TokenOf[geometry.PlaceOf[token]]);
        Assert.Equal(resolution * resolution, geometry.PlaceOf.Distinct().Count());

        for (var a = 0; a < resolution * resolution; a++)
            for (var b = 0; b < resolution * resolution; b++)
            {
                // The shifted grid of windows lies over the map with its lines at shift, shift + side, ...
                int Cell(int coordinate) => (int)Math.Floor((coordinate - layout.Shift) / (double)side);
                var together = Cell(a / resolution) == Cell(b / resolution) && Cell(a % resolution) == Cell(b % resolution);
                Assert.Equal(together, Attends(geometry, perWindow, geometry.PlaceOf[a], geometry.PlaceOf[b]));
            }
        AssertPaddingIsNoKey(geometry, perWindow, resolution);
    }

    [Theory]
    [InlineData(4, 2, 0, false)]
    [InlineData(4, 4, 1, false)]
    [InlineData(4, 2, 1, true)]
    [InlineData(5, 2, 0, true)]
    public void A_mask_stands_only_where_something_is_masked(int resolution, int window, int block, bool masked) =>
        Assert.Equal(masked, WindowGeometry.Of(resolution, WindowLayout.Of(resolution, window, block)).Mask is not null);

    [Fact]
    public void The_offsets_of_a_smaller_window_are_the_centre_of_the_table()
    {
        var rows = WindowGeometry.TableRows(window: 2, tableWindow: 4);

        Assert.Equal(9, rows.Distinct().Count());
        Assert.All(rows, row => Assert.True(row / 7 is >= 2 and <= 4 && row % 7 is >= 2 and <= 4));
        Assert.Equal(3 * 7 + 3, rows[0]);     // a token and itself: the centre
        Assert.Equal(3 * 7 + 2, rows[1]);     // query (0,0), key (0,1): one to the left
        Assert.Equal(4 * 7 + 3, rows[2 * 4]); // query (1,0), key (0,0): one down
    }

    private static bool Attends(WindowGeometry geometry, int perWindow, long query, long key) =>
        query / perWindow == key / perWindow
        && (geometry.Mask is null || geometry.Mask[query * perWindow + key % perWindow] == 0);

    private static void AssertPaddingIsNoKey(WindowGeometry geometry, int perWindow, int resolution)
    {
        var real = geometry.PlaceOf.ToHashSet();
        for (var place = 0; place < geometry.TokenOf.Length; place++)
        {
            if (!real.Contains(place)) Assert.DoesNotContain(real, query => Attends(geometry, perWindow, query, place));
            Assert.Contains(Enumerable.Range(0, geometry.TokenOf.Length), key => Attends(geometry, perWindow, place, key)); // no empty row
        }
        Assert.All(geometry.TokenOf, token => Assert.InRange(token, 0, resolution * resolution - 1));
    }
}
