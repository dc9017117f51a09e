using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;

namespace S3Actors.Coordinator.Export;

/// <summary>
/// An ONNX graph while it is put together. Every operation has one result, of the operation's name; what goes in is named, too: a parameter, a
/// constant or an earlier result.
/// </summary>
internal sealed class OnnxGraph(string name)
{
    private readonly GraphProto _graph = new() { Name = name };
    private readonly HashSet<string> _constants = new(StringComparer.Ordinal);

    /// <summary>The graph.</summary>
    public GraphProto Graph => _graph;

    /// <summary>A float32 input; sizes below 0 are the batch's.</summary>
    public string Input(string input, string description, params long[] shape)
    {
        _graph.Input.Add(Value(input, description, shape));
        return input;
    }

    /// <summary>A float32 result of the whole graph: an operation's, under its name.</summary>
    public void Output(string output, string description, params long[] shape) => _graph.Output.Add(Value(output, description, shape));

    /// <summary>A float32 tensor that the graph holds, row-major.</summary>
    public string Parameter(string parameter, IEnumerable<long> shape, ReadOnlySpan<float> values)
    {
        Add(parameter, shape, TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes(values));
        return parameter;
    }

    /// <summary>The same, once, however often it is asked for.</summary>
    public string Constant(string constant, IEnumerable<long> shape, Func<float[]> values)
    {
        if (_constants.Add(constant)) Parameter(constant, shape, values());
        return constant;
    }

    /// <summary>One number.</summary>
    public string Number(float number) => Constant(number.ToString("R", CultureInfo.InvariantCulture), [], () => [number]);

    /// <summary>An int64 vector, once, however often it is asked for.</summary>
    public string Integers(string constant, Func<long[]> values)
    {
        if (!_constants.Add(constant)) return constant;
        var integers = values();
        Add(constant, [integers.Length], TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes<long>(integers));
        return constant;
    }

    /// <summary>An operation on named inputs.</summary>
    /// <returns>The name of its result: <paramref name="node"/>.</returns>
    public string Node(string node, string operation, IReadOnlyList<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var proto = new NodeProto { Name = node, OpType = operation };
        proto.Input.AddRange(inputs);
        proto.Output.Add(node);
        foreach (var attribute in attributes) proto.Attribute.Add(attribute);
        _graph.Node.Add(proto);
        return node;
    }

    /// <summary>The same numbers in another shape; -1 is whatever remains.</summary>
    public string Reshape(string node, string input, params long[] shape) =>
        Node(node, "Reshape", [input, Integers("shape " + string.Join(' ', shape), () => shape)]);

    /// <summary>Axes in another order.</summary>
    public string Transpose(string node, string input, params long[] order) => Node(node, "Transpose", [input], Attribute("perm", order));

    /// <summary>An attribute that is one integer.</summary>
    public static AttributeProto Attribute(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    /// <summary>An attribute that is one number.</summary>
    public static AttributeProto Attribute(string name, float value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    /// <summary>An attribute that is a list of integers.</summary>
    public static AttributeProto Attribute(string name, long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    private void Add(string tensor, IEnumerable<long> shape, TensorProto.Types.DataType type, ReadOnlySpan<byte> values)
    {
        var proto = new TensorProto { Name = tensor, DataType = (int)type, RawData = ByteString.CopyFrom(values) };
        proto.Dims.AddRange(shape);
        _graph.Initializer.Add(proto);
    }

    private static ValueInfoProto Value(string value, string description, long[] shape)
    {
        var sizes = new TensorShapeProto();
        foreach (var size in shape) sizes.Dim.Add(size < 0
            ? new TensorShapeProto.Types.Dimension { DimParam = "batch" } : new TensorShapeProto.Types.Dimension { DimValue = size });
        return new ValueInfoProto
        {
            Name = value,
            DocString = description,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = sizes } },
        };
    }
}
