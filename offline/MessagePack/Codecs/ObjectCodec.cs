using MessagePack.Wire;

namespace MessagePack.Codecs;

/// <summary>Makes the codec of an annotated type: its members' accesses are compiled once.</summary>
internal static class ObjectCodec
{
    public static object Make(Type type)
    {
        var plan = ObjectPlan.Of(type);
        var delegates = (
            Write: ObjectWriter.Compile(plan),
            Read: plan.ByName ? MapObjectReader.Compile(plan) : ArrayObjectReader.Compile(plan));
        return Activator.CreateInstance(typeof(LambdaCodec<>).MakeGenericType(type), delegates.Write, delegates.Read)!;
    }
}
