using System.Collections.Concurrent;
using System.Reflection;

namespace MessagePack.Codecs;

/// <summary>Which codec a type gets: built-in types first, then generic shapes, then unions, then annotated types.</summary>
internal static class CodecCatalog
{
    private static readonly ConcurrentDictionary<Type, IBoxedCodec> BoxedCodecs = new();

    private static readonly Dictionary<Type, Type> Shapes = new()
    {
        [typeof(List<>)] = typeof(ListCodec<>),
        [typeof(IList<>)] = typeof(InterfaceListCodec<>),
        [typeof(ICollection<>)] = typeof(InterfaceCollectionCodec<>),
        [typeof(IReadOnlyList<>)] = typeof(ReadOnlyListCodec<>),
        [typeof(IReadOnlyCollection<>)] = typeof(ReadOnlyCollectionCodec<>),
        [typeof(IEnumerable<>)] = typeof(EnumerableCodec<>),
        [typeof(HashSet<>)] = typeof(HashSetCodec<>),
        [typeof(System.Collections.Immutable.ImmutableArray<>)] = typeof(ImmutableArrayCodec<>),
        [typeof(System.Collections.Immutable.ImmutableList<>)] = typeof(ImmutableListCodec<>),
        [typeof(Dictionary<,>)] = typeof(DictionaryCodec<,>),
        [typeof(IDictionary<,>)] = typeof(InterfaceDictionaryCodec<,>),
        [typeof(IReadOnlyDictionary<,>)] = typeof(ReadOnlyDictionaryCodec<,>),
        [typeof(SortedDictionary<,>)] = typeof(SortedDictionaryCodec<,>),
        [typeof(System.Collections.Immutable.ImmutableDictionary<,>)] = typeof(ImmutableDictionaryCodec<,>),
        [typeof(KeyValuePair<,>)] = typeof(PairCodec<,>),
        [typeof(Nullable<>)] = typeof(NullableCodec<>),
        [typeof(ValueTuple<,>)] = typeof(TupleCodec<,>),
        [typeof(ValueTuple<,,>)] = typeof(TupleCodec<,,>),
        [typeof(ValueTuple<,,,>)] = typeof(TupleCodec<,,,>),
    };

    public static IBoxedCodec Boxed(Type type) => BoxedCodecs.GetOrAdd(type, static t =>
        (IBoxedCodec)typeof(CodecOf<>).MakeGenericType(t).GetProperty(nameof(CodecOf<int>.Instance))!
            .GetMethod!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null)!);

    public static object Make(Type type)
    {
        if (ScalarCodecs.ByType.TryGetValue(type, out var scalar)) return scalar;
        if (type.IsEnum) return Generic(typeof(EnumCodec<,>), type, type.GetEnumUnderlyingType());
        if (type.IsSZArray) return Generic(typeof(ArrayCodec<>), type.GetElementType()!);
        if (type.IsGenericType && Shapes.TryGetValue(type.GetGenericTypeDefinition(), out var shape)) return Generic(shape, type.GetGenericArguments());
        if (type.IsDefined(typeof(UnionAttribute), false)) return Generic(typeof(UnionCodec<>), type);
        if (type.IsDefined(typeof(MessagePackObjectAttribute), true) && !type.IsAbstract) return ObjectCodec.Make(type);
        throw new FormatterNotRegisteredException($"{type.FullName} has no MessagePack form: annotate it with [MessagePackObject], or with [Union] where it is abstract.");
    }

    private static object Generic(Type definition, params Type[] arguments) => Activator.CreateInstance(definition.MakeGenericType(arguments))!;
}
