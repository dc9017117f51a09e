namespace S3Actors.Models.Measurement;

/// <summary>A least-squares fit on centred columns, of which those that others already say are left out.</summary>
internal sealed class LeastSquares
{
    /// <summary>A column of which less than this share is new is redundant.</summary>
    private const double New = 1e-9;

    private readonly double[][] _rows;
    private readonly double[][] _factor; // lower triangle L of the normal matrix, L L'
    private readonly bool[] _kept;
    private readonly double[] _leverages;

    /// <param name="rows">One for each observation, at least one, of equal lengths.</param>
    public LeastSquares(double[][] rows)
    {
        var columns = rows[0].Length;
        Means = [.. Enumerable.Range(0, columns).Select(c => rows.Average(row => row[c]))];
        _rows = [.. rows.Select(row => row.Select((value, c) => value - Means[c]).ToArray())];
        (_factor, _kept) = ([.. Enumerable.Range(0, columns).Select(_ => new double[columns])], new bool[columns]);
        for (var c = 0; c < columns; c++)
        {
            for (var d = 0; d <= c; d++)
            {
                if (d < c && !_kept[d]) continue;
                var sum = _rows.Sum(row => row[c] * row[d]);
                var whole = sum;
                for (var k = 0; k < d; k++) sum -= _factor[c][k] * _factor[d][k];
                if (d < c) _factor[c][d] = sum / _factor[d][d];
                else if (_kept[c] = sum > New * Math.Max(whole, New)) _factor[c][c] = Math.Sqrt(sum);
                else Array.Clear(_factor[c]);
            }
        }
        Residual = rows.Length - 1 - _kept.Count(kept => kept);
        _leverages = [.. _rows.Select(row => 1.0 / rows.Length + row.Zip(Solve(row), (x, s) => x * s).Sum())];
    }

    /// <summary>Means of the columns.</summary>
    public IReadOnlyList<double> Means { get; }

    /// <summary>Observations that the columns leave free.</summary>
    public int Residual { get; }

    /// <summary>Whether a column has a coefficient of its own.</summary>
    public bool Keeps(int column) => _kept[column];

    /// <summary>Weights g with which the observations give the fit's value at a place, given by its distance from the columns' means.</summary>
    public double[] Weights(double[] place)
    {
        var solved = Solve(place);
        return [.. _rows.Select(row => 1.0 / _rows.Length + row.Zip(solved, (x, s) => x * s).Sum())];
    }

    /// <summary>The value that weights give, with each observation's part in it: how far it moves without the observation.</summary>
    public PoolEstimate Estimate(double[] weights, double[] values)
    {
        var middle = values.Average();
        var moments = new double[_kept.Length];
        for (var m = 0; m < values.Length; m++)
            for (var c = 0; c < moments.Length; c++) moments[c] += _rows[m][c] * (values[m] - middle);
        var coefficients = Solve(moments);
        var left = new double[values.Length];
        for (var m = 0; m < values.Length; m++)
        {
            var residual = values[m] - middle - _rows[m].Zip(coefficients, (x, b) => x * b).Sum();
            left[m] = _leverages[m] > 1 - 1e-9 ? double.NaN : -weights[m] * residual / (1 - _leverages[m]);
        }
        return new PoolEstimate(middle + weights.Zip(values, (g, value) => g * (value - middle)).Sum(), left, weights);
    }

    private double[] Solve(double[] right)
    {
        var x = new double[right.Length];
        for (var c = 0; c < x.Length; c++)
        {
            if (!_kept[c]) continue;
            var sum = right[c];
            for (var k = 0; k < c; k++) sum -= _factor[c][k] * x[k];
            x[c] = sum / _factor[c][c];
        }
        for (var c = x.Length - 1; c >= 0; c--)
        {
            if (!_kept[c]) continue;
            for (var k = c + 1; k < x.Length; k++) if (_kept[k]) x[c] -= _factor[k][c] * x[k];
            x[c] /= _factor[c][c];
        }
        return x;
    }
}
