using S3Actors.Models.Space;

namespace S3Actors.Models.Network;

/// <summary>
/// Index arithmetic of window attention on an R x R map of tokens (L = R * R, row-major), as plain numbers. The map is padded at its far
/// sides to the next multiple of the window, rolled by the shift towards the origin, and cut into nW windows of N = w * w tokens; all of it
/// is one permutation, so the network gathers once before and once after the attention.
/// </summary>
/// <param name="TokenOf">[nW * N], window-major: the token at each place; padding names token 0, which no result depends on.</param>
/// <param name="PlaceOf">[L]: the place of each token, the inverse.</param>
/// <param name="Mask">
/// [nW * N * N], query-major: 0 where a query attends to a key, minus infinity where it must not (its weight is then exactly 0);
/// null where every query attends to every key of its window. A real token attends to no padding; tokens that the roll brought together
/// from different sides of the map do not attend to each other. A padded query attends to whatever shares its region, so that no
/// row is empty; its result is dropped.
/// </param>
public sealed record WindowGeometry(long[] TokenOf, long[] PlaceOf, float[]? Mask)
{
    /// <summary>True where the windows hold the tokens in their own order: nothing to gather.</summary>
    public bool IsIdentity => TokenOf.Length == PlaceOf.Length && TokenOf.Select((token, place) => token == place).All(same => same);

    /// <summary>The geometry of a layout on a map of that resolution.</summary>
    public static WindowGeometry Of(int resolution, WindowLayout layout)
    {
        int padded = layout.PaddedResolution, side = layout.Side, tokens = layout.TokensPerWindow;
        var tokenOf = new long[layout.WindowCount * tokens];
        var placeOf = new long[resolution * resolution];
        var isPadding = new bool[tokenOf.Length];
        var region = new int[tokenOf.Length];
        for (var place = 0; place < tokenOf.Length; place++)
        {
            var (window, inside) = Math.DivRem(place, tokens);
            var row = window / layout.WindowsPerSide * side + inside / side; // on the rolled map
            var column = window % layout.WindowsPerSide * side + inside % side;
            region[place] = Band(row, layout) * 3 + Band(column, layout);
            var (y, x) = ((row + layout.Shift) % padded, (column + layout.Shift) % padded); // on the padded map
            isPadding[place] = y >= resolution || x >= resolution;
            if (isPadding[place]) continue;
            tokenOf[place] = y * resolution + x;
            placeOf[y * resolution + x] = place;
        }
        return new WindowGeometry(tokenOf, placeOf, MaskOf(layout.WindowCount, tokens, isPadding, region));
    }

    /// <summary>
    /// Rows of a bias table of side 2T - 1 (T: the table's window) for every (query, key) of a window, [N * N], query-major. The offsets
    /// of a smaller window are the centre crop of the table.
    /// </summary>
    public static long[] TableRows(int window, int tableWindow)
    {
        int tokens = window * window, tableSide = 2 * tableWindow - 1;
        var rows = new long[tokens * tokens];
        for (var query = 0; query < tokens; query++)
            for (var key = 0; key < tokens; key++)
            {
                var down = query / window - key / window + tableWindow - 1;
                var right = query % window - key % window + tableWindow - 1;
                rows[query * tokens + key] = (long)down * tableSide + right;
            }
        return rows;
    }

    /// <summary>
    /// The inverse of <see cref="TableRows"/>: for each of the table's (2T - 1)^2 rows the places in [N * N] that it goes to, in their order, in
    /// N numbers a row, filled up with N * N.
    /// </summary>
    public static long[] PlacesOfRows(int window, int tableWindow)
    {
        int tokens = window * window, tableSide = 2 * tableWindow - 1;
        var rowOf = TableRows(window, tableWindow);
        var places = new long[(long)tableSide * tableSide * tokens];
        Array.Fill(places, rowOf.Length);
        var found = new int[tableSide * tableSide];
        for (var place = 0; place < rowOf.Length; place++) places[rowOf[place] * tokens + found[rowOf[place]]++] = place;
        return places;
    }

    /// <summary>Which of the three bands of the rolled map a row or column lies in; tokens of different bands were not neighbours.</summary>
    private static int Band(int index, WindowLayout layout) =>
        layout.Shift == 0 || index < layout.PaddedResolution - layout.Side ? 0 : index < layout.PaddedResolution - layout.Shift ? 1 : 2;

    private static float[]? MaskOf(int windows, int tokens, bool[] isPadding, int[] region)
    {
        var mask = new float[windows * tokens * tokens];
        var masksAny = false;
        for (var window = 0; window < windows; window++)
            for (var query = 0; query < tokens; query++)
                for (var key = 0; key < tokens; key++)
                {
                    int q = window * tokens + query, k = window * tokens + key;
                    if (region[q] == region[k] && (isPadding[q] || !isPadding[k])) continue;
                    mask[(window * tokens + query) * tokens + key] = float.NegativeInfinity;
                    masksAny = true;
                }
        return masksAny ? mask : null;
    }
}
