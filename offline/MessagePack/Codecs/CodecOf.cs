using System.Runtime.ExceptionServices;

namespace MessagePack.Codecs;

/// <summary>The one codec of a type, made when it is first asked for. Codecs ask at each call, so recursive types end.</summary>
internal static class CodecOf<T>
{
    private static readonly Codec<T>? Made;
    private static readonly ExceptionDispatchInfo? Refusal;

    static CodecOf()
    {
        try
        {
            Made = (Codec<T>)CodecCatalog.Make(typeof(T));
        }
        catch (Exception cause)
        {
            Refusal = ExceptionDispatchInfo.Capture(cause);
        }
    }

    /// <exception cref="FormatterNotRegisteredException">The type has no written form.</exception>
    public static Codec<T> Instance => Made ?? Refused();

    private static Codec<T> Refused()
    {
        Refusal!.Throw();
        return null!;
    }
}
