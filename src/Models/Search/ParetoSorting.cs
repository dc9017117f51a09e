namespace S3Actors.Models.Search;

/// <summary>
/// Non-dominated sorting and crowding distance of two measures that are both to be low (Deb et al., "A fast and elitist multiobjective genetic algorithm:
/// NSGA-II", 2002), as pure functions.
/// </summary>
internal static class ParetoSorting
{
    /// <summary>
    /// Fronts, the best first: nothing of a front is at least as low in both measures, and lower in one, than another of that front, and everything in a later
    /// front is worse in that sense than something in the one before. Equal places share a front. Items keep their order within a front.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<T>> Fronts<T>(IEnumerable<T> items, Func<T, double> first, Func<T, double> second)
    {
        var rest = items.Select((item, order) => (Item: item, Order: order, A: first(item), B: second(item))).ToList();
        var fronts = new List<IReadOnlyList<T>>();
        while (rest.Count > 0)
        {
            // Of two measures sorting is enough: from the lowest first measure on, what is lower in the second than all before it is not dominated.
            var front = new List<(T Item, int Order, double A, double B)>();
            foreach (var it in rest.OrderBy(it => it.A).ThenBy(it => it.B).ThenBy(it => it.Order))
                if (front.Count == 0 || it.B < front[^1].B || (it.A == front[^1].A && it.B == front[^1].B)) front.Add(it);
            fronts.Add([.. front.OrderBy(it => it.Order).Select(it => it.Item)]);
            var taken = front.Select(it => it.Order).ToHashSet();
            rest.RemoveAll(it => taken.Contains(it.Order));
        }
        return fronts;
    }

    /// <summary>How much room each item has to its neighbours of a front, in the order given: infinite for the lowest in either measure.</summary>
    public static IReadOnlyList<double> Crowding<T>(IReadOnlyList<T> front, Func<T, double> first, Func<T, double> second)
    {
        var room = new double[front.Count];
        foreach (var measure in new[] { first, second })
        {
            var order = Enumerable.Range(0, front.Count).OrderBy(i => measure(front[i])).ToArray();
            var width = measure(front[order[^1]]) - measure(front[order[0]]);
            room[order[0]] = room[order[^1]] = double.PositiveInfinity;
            for (var i = 1; i + 1 < order.Length && width > 0; i++) room[order[i]] += (measure(front[order[i + 1]]) - measure(front[order[i - 1]])) / width;
        }
        return room;
    }
}
