namespace Akka.Actor;

/// <summary>
/// The names from the root of a system down to an actor. Two paths are equal when their names are: the uid, which tells
/// incarnations of one name apart, is compared by references only.
/// </summary>
public abstract class ActorPath : IEquatable<ActorPath>, IComparable<ActorPath>
{
    private const string NameSymbols = "\"-_.*$+:@&=,!~';()";

    private protected ActorPath(Address address, ActorPath parent, string name, long uid)
    {
        Address = address;
        Parent = parent ?? this;
        Name = name;
        Uid = uid;
        Depth = parent is null ? 0 : parent.Depth + 1;
    }

    public Address Address { get; }

    /// <summary>The path one level up; the root's parent is the root.</summary>
    public ActorPath Parent { get; }

    public string Name { get; }

    public long Uid { get; }

    /// <summary>Number of names below the root.</summary>
    public int Depth { get; }

    public ActorPath Root => ParentOf(0);

    /// <summary>The names below the root, outermost first.</summary>
    public IReadOnlyList<string> Elements
    {
        get
        {
            var names = new string[Depth];
            for (var path = this; path.Depth > 0; path = path.Parent)
                names[path.Depth - 1] = path.Name;
            return names;
        }
    }

    /// <summary>The ancestor at a depth (0 is the root); a negative depth counts upwards from here.</summary>
    public ActorPath ParentOf(int depth)
    {
        var wanted = depth >= 0 ? depth : Depth + depth;
        var path = this;
        while (path.Depth > wanted && path.Depth > 0)
            path = path.Parent;
        return path;
    }

    public ActorPath Child(string childName) => this / childName;

    public ActorPath WithUid(long uid) =>
        uid == Uid || Depth == 0 ? this : new ChildActorPath(Parent, Name, uid);

    /// <summary>Whether a name may be given to an actor: letters, digits, some symbols and "%41" escapes, not starting with '$'.</summary>
    public static bool IsValidPathElement(string s) => !string.IsNullOrEmpty(s) && s[0] != '$' && s.Select((sign, i) => (sign, i)).All(at =>
        char.IsAsciiLetterOrDigit(at.sign) || NameSymbols.Contains(at.sign)
        || (at.sign == '%' && at.i + 2 < s.Length && char.IsAsciiHexDigit(s[at.i + 1]) && char.IsAsciiHexDigit(s[at.i + 2])));

    public string ToStringWithoutAddress() => "/" + string.Join('/', Elements);

    public string ToStringWithAddress() => Address + ToStringWithoutAddress();

    public string ToStringWithUid() => Uid == ActorCell.UndefinedUid ? ToStringWithAddress() : $"{ToStringWithAddress()}#{Uid}";

    public string ToSerializationFormat() => ToStringWithUid();

    public override string ToString() => ToStringWithAddress();

    public bool Equals(ActorPath other)
    {
        if (other is null || Depth != other.Depth || Address != other.Address)
            return false;
        var (left, right) = (this, other);
        for (; !ReferenceEquals(left, right) && left.Depth > 0; left = left.Parent, right = right.Parent)
        {
            if (left.Name != right.Name)
                return false;
        }

        return true;
    }

    public override bool Equals(object obj) => Equals(obj as ActorPath);

    public override int GetHashCode() => HashCode.Combine(Depth, Name, Depth == 0 ? 0 : Parent.Name.GetHashCode(StringComparison.Ordinal));

    public int CompareTo(ActorPath other) =>
        other is null ? 1 : string.CompareOrdinal(ToStringWithAddress(), other.ToStringWithAddress());

    public static ActorPath operator /(ActorPath path, string name)
    {
        var hash = name.IndexOf('#');
        return hash < 0
            ? new ChildActorPath(path, name, ActorCell.UndefinedUid)
            : new ChildActorPath(path, name[..hash], long.Parse(name[(hash + 1)..], global::System.Globalization.CultureInfo.InvariantCulture));
    }

    public static ActorPath operator /(ActorPath path, IEnumerable<string> name) =>
        name.Where(element => element != "").Aggregate(path, (parent, element) => parent / element);

    public static bool operator ==(ActorPath left, ActorPath right) => Equals(left, right);

    public static bool operator !=(ActorPath left, ActorPath right) => !Equals(left, right);
}

/// <summary>The root of a system's actors.</summary>
public sealed class RootActorPath : ActorPath
{
    public RootActorPath(Address address, string name = "") : base(address, null, name, ActorCell.UndefinedUid)
    {
    }
}

/// <summary>A path below the root.</summary>
public sealed class ChildActorPath : ActorPath
{
    public ChildActorPath(ActorPath parentPath, string name, long uid) : base(parentPath.Address, parentPath, name, uid)
    {
    }
}
