namespace MessagePack;

/// <summary>Marks a type whose members are written as an array (integer keys) or as a map (string keys).</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = false, Inherited = true)]
public class MessagePackObjectAttribute : Attribute
{
    /// <param name="keyAsPropertyName">True: every public member is written in a map under its own name, without <see cref="KeyAttribute"/>.</param>
    public MessagePackObjectAttribute(bool keyAsPropertyName = false) => KeyAsPropertyName = keyAsPropertyName;

    /// <summary>Whether member names are the keys.</summary>
    public bool KeyAsPropertyName { get; }
}

/// <summary>The key of a member: its index in the array, or its name in the map. Part of the file format.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public class KeyAttribute : Attribute
{
    /// <param name="x">Index from 0; indices that no member has are written as nil.</param>
    public KeyAttribute(int x) => IntKey = x;

    /// <param name="x">Name in the map.</param>
    public KeyAttribute(string x) => StringKey = x ?? throw new ArgumentNullException(nameof(x));

    /// <summary>The index, or null where the key is a name.</summary>
    public int? IntKey { get; }

    /// <summary>The name, or null where the key is an index.</summary>
    public string? StringKey { get; }
}

/// <summary>Leaves a public member out of the written form.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public class IgnoreMemberAttribute : Attribute;

/// <summary>One case of a closed set: a value of the annotated base type is written as the pair [key, case].</summary>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public class UnionAttribute : Attribute
{
    /// <param name="key">The case's number; part of the file format.</param>
    /// <param name="subType">The type of the case.</param>
    public UnionAttribute(int key, Type subType)
    {
        Key = key;
        SubType = subType ?? throw new ArgumentNullException(nameof(subType));
    }

    /// <summary>The case's number.</summary>
    public int Key { get; }

    /// <summary>The type of the case.</summary>
    public Type SubType { get; }
}

/// <summary>Names the constructor that deserialisation calls where a type has several.</summary>
[AttributeUsage(AttributeTargets.Constructor, AllowMultiple = false, Inherited = true)]
public class SerializationConstructorAttribute : Attribute;
