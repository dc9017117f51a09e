namespace Akka.Configuration;

/// <summary>Typed readings. A path that is missing gives the default; a value of the wrong form throws.</summary>
public partial class Config
{
    public virtual bool GetBoolean(string path, bool @default = false) => GetValue(path)?.GetBoolean() ?? @default;

    public virtual string GetString(string path, string @default = null) =>
        GetValue(path) is { } value ? value.GetString() : @default;

    public virtual int GetInt(string path, int @default = 0) => GetValue(path)?.GetInt() ?? @default;

    public virtual long GetLong(string path, long @default = 0) => GetValue(path)?.GetLong() ?? @default;

    public virtual float GetFloat(string path, float @default = 0) => GetValue(path)?.GetFloat() ?? @default;

    public virtual double GetDouble(string path, double @default = 0) => GetValue(path)?.GetDouble() ?? @default;

    public virtual decimal GetDecimal(string path, decimal @default = 0) => GetValue(path)?.GetDecimal() ?? @default;

    public virtual TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true) =>
        GetValue(path)?.GetTimeSpan(allowInfinite) ?? @default.GetValueOrDefault();

    public virtual long? GetByteSize(string path) => GetValue(path)?.GetByteSize();

    public virtual long? GetByteSize(string path, long? def = null) => GetValue(path) is { } value ? value.GetByteSize() : def;

    public virtual IList<string> GetStringList(string path) => GetValue(path)?.GetStringList() ?? new List<string>();

    public virtual IList<string> GetStringList(string path, string[] defaultPaths) => GetValue(path)?.GetStringList() ?? defaultPaths;

    // Lists of numbers and booleans have no default: a missing path is a NullReferenceException, as in the genuine package.
    public virtual IList<bool> GetBooleanList(string path) => GetValue(path).GetBooleanList();

    public virtual IList<byte> GetByteList(string path) => GetValue(path).GetByteList();

    public virtual IList<int> GetIntList(string path) => GetValue(path).GetIntList();

    public virtual IList<long> GetLongList(string path) => GetValue(path).GetLongList();

    public virtual IList<float> GetFloatList(string path) => GetValue(path).GetFloatList();

    public virtual IList<double> GetDoubleList(string path) => GetValue(path).GetDoubleList();

    public virtual IList<decimal> GetDecimalList(string path) => GetValue(path).GetDecimalList();
}
