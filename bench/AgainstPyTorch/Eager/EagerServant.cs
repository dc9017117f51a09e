using System.Globalization;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Hosting;
using S3Actors.Models.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace S3Actors.Bench.AgainstPyTorch.Eager;

/// <summary>
/// The eager network on the product's own libtorch: one subnet after the other, autograd, threads within an operation. Gradients accumulate
/// in two flat tensors that the parameters' own are parts of, so that the optimizer's update is few operations, as PyTorch's
/// <c>foreach</c> makes it.
/// </summary>
internal sealed class EagerServant : IServant
{
    public string Name => "eager";

    /// <param name="arguments">The workload's folder, threads.</param>
    public void Serve(IReadOnlyList<string> arguments, TextReader input, TextWriter output)
    {
        TorchSetup.Start();
        set_num_threads(int.Parse(arguments[1], CultureInfo.InvariantCulture));
        using var eager = new EagerContestant(arguments[0]);
        eager.Serve(input, output);
    }
}

/// <summary>What <see cref="EagerServant"/> serves.</summary>
internal sealed class EagerContestant : Contestant
{
    private readonly EagerPlan _plan;
    private readonly DisposeScope _tensors = NewDisposeScope();
    private readonly Dictionary<string, Tensor> _weights = [];
    private readonly List<Parameter> _flat = [];
    private readonly EagerSupernet _trained, _evaluated;
    private readonly AdamW _optimizer;
    private readonly Tensor _images, _labels;
    private readonly (Tensor Images, Tensor Labels)[] _validation;
    private int _done;

    /// <param name="folder">A workload's folder.</param>
    public EagerContestant(string folder)
    {
        _plan = EagerPlan.Read(Path.Combine(folder, "plan.json"));
        using var start = SafetensorsFile.Read(Path.Combine(folder, "weights.safetensors"));
        var training = _plan.Training;
        _optimizer = optim.AdamW(
            [
                new AdamW.ParamGroup([Flat(start, [.. _plan.Parameters.Intersect(_plan.Decaying)])], 0, training.Betas[0], training.Betas[1],
                    training.Epsilon, training.WeightDecay),
                new AdamW.ParamGroup([Flat(start, [.. _plan.Parameters.Except(_plan.Decaying)])], 0, training.Betas[0], training.Betas[1], training.Epsilon, 0),
            ]);
        _trained = new EagerSupernet(_weights, _plan.Skeleton, training: true);
        using var trained = SafetensorsFile.Read(WorkloadFolder.Trained(folder));
        _evaluated = new EagerSupernet(_plan.Parameters.ToDictionary(name => name, name => Read(trained, name)), _plan.Skeleton, training: false);
        using var batches = SafetensorsFile.Read(Path.Combine(folder, "batches.safetensors"));
        (_images, _labels) = (Read(batches, "images"), Read(batches, "labels").to(int64));
        _validation = [.. Read(batches, "evaluated_images").split(_plan.EvaluationBatchSize)
            .Zip(Read(batches, "evaluated_labels").to(int64).split(_plan.EvaluationBatchSize))];
    }

    protected override IEnumerable<IReadOnlyList<double>> Train(int steps)
    {
        for (; steps > 0; steps--, _done++)
        {
            using var scope = NewDisposeScope();
            var step = _plan.Steps[_done];
            _flat.ForEach(flat => flat.grad!.zero_()); // a weight that no subnet of a step used still decays
            var losses = Array.ConvertAll(step.Subnets, subnet => Backward(_done, subnet, _plan.Training.DropPath));
            if (_plan.Training.GradientClipNorm > 0) nn.utils.clip_grad_norm_(_flat, _plan.Training.GradientClipNorm);
            foreach (var group in _optimizer.ParamGroups) group.LearningRate = step.LearningRate;
            _optimizer.step();
            yield return losses;
        }
    }

    protected override IEnumerable<(int Wrong, double Loss)> Evaluate(int begin, int end)
    {
        using var inference = inference_mode();
        foreach (var subnet in _plan.Evaluated[begin..end])
        {
            var (count, right, loss) = (0L, 0L, 0.0);
            foreach (var (images, labels) in _validation)
            {
                using var scope = NewDisposeScope();
                var scores = _evaluated.Forward(images, subnet);
                loss += cross_entropy(scores, labels, reduction: nn.Reduction.Sum).item<float>();
                right += (scores.argmax(1) == labels).sum().item<long>();
                count += labels.shape[0];
            }
            yield return ((int)(count - right), loss / count);
        }
    }

    protected override IEnumerable<double> Gradient(string file)
    {
        _flat.ForEach(flat => flat.grad!.zero_());
        var losses = Array.ConvertAll(_plan.Steps[0].Subnets, subnet => Backward(0, subnet, 0));
        SafetensorsFile.Write(file,
            [.. _weights.Select(it => new SafetensorsEntry(it.Key, it.Value.shape, stream => stream.Write(it.Value.grad!.contiguous().bytes)))],
        new Dictionary<string, string>());
        return losses;
    }

    public override void Dispose()
    {
        _optimizer.Dispose();
        _tensors.Dispose();
    }

    private double Backward(int step, EagerSubnet subnet, double dropPath)
    {
        using var scope = NewDisposeScope();
        var loss = cross_entropy(_trained.Forward(_images[step], subnet, dropPath), _labels[step], label_smoothing: _plan.Training.LabelSmoothing);
        loss.backward();
        return loss.item<float>();
    }

    /// <summary>Weights in one tensor, of which each is a part, and so is its gradient.</summary>
    private Parameter Flat(SafetensorsContent file, IReadOnlyList<string> names)
    {
        var flat = new Parameter(cat([.. names.Select(name => Read(file, name).flatten())]));
        flat.grad = zeros_like(flat).detach();
        var at = 0L;
        foreach (var name in names)
        {
            long[] shape = [.. file.Shape(name)];
            var size = shape.Aggregate(1L, (product, axis) => product * axis);
            var leaf = flat.detach().narrow(0, at, size).view(shape).detach();
            leaf.requires_grad = true;
            leaf.grad = flat.grad.narrow(0, at, size).view(shape);
            _weights[name] = leaf;
            at += size;
        }
        _flat.Add(flat);
        return flat;
    }

    private static Tensor Read(SafetensorsContent file, string name) => tensor(file.Floats(name)).view([.. file.Shape(name)]);
}
