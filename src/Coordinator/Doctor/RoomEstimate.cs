using S3Actors.Actors.Campaign;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;
using S3Actors.Models.Network;
using S3Actors.Models.Space;

namespace S3Actors.Coordinator.Doctor;

/// <summary>Memory and disk that a campaign takes, from the sizes of its supernets: those of the initial space, and of the spaces as they may grow.</summary>
internal sealed class RoomEstimate
{
    private const double Float = sizeof(float);
    private const int Moments = 2; // of AdamW, for each weight
    private const long BytesOfTensor = 400; // its entries in a checkpoint's header: weight and moments
    private const long BytesOfEvaluation = 500, BytesOfBlock = 16; // a row of the ledger with its indexes, as SQLite stores it
    private const long BytesOfOtherFiles = 6 << 20; // the journal's write-ahead log, the page with charts, the log
    private const long BytesOfRuntime = 540L << 20; // libtorch, .NET and the actors, before the first image, on a machine with other work
    private const int PartsOfBatch = 4; // that are summed apart
    private const int Lanes = 16; // images of the processor's widest vector
    private const long KeptLanes = 64L << 20; // images of evaluations that an evaluator keeps

    private readonly CampaignConfiguration _configuration;
    private readonly CampaignSpec _spec;
    private readonly long _evaluations;

    /// <param name="evaluations">Subnets evaluated in all.</param>
    public RoomEstimate(CampaignConfiguration configuration, long evaluations) => (_configuration, _spec, _evaluations) = (configuration, configuration.Spec, evaluations);

    /// <summary>Memory at its peak, of the processor: in training or in evaluation, of the largest supernet.</summary>
    public PlannedRoom Memory() => new(MemoryOf(_spec.InitialSpace), SpaceGrowth.Of(_spec).Max(MemoryOf), 0, Machine.FreeMemoryBytes);

    /// <summary>Disk at its peak: the checkpoints that stay, those of the supernet that is trained then, and the journal.</summary>
    public PlannedRoom Disk()
    {
        var execution = _configuration.Execution;
        return new PlannedRoom(DiskOf([_spec.InitialSpace]), DiskOf(SpaceGrowth.Of(_spec)), execution.MinimumFreeDiskBytes, FreeDisk.BytesAt(execution.CampaignFolder));
    }

    /// <param name="spaces">Of the iterations and of the final supernet; the last stands for all that follow.</param>
    private long DiskOf(IReadOnlyList<SearchSpace> spaces)
    {
        var last = spaces[^1];
        var replicates = _spec.Measurement.ReplicateCount();
        // What stays of the spaces that the list leaves out, which are like the last, and of the replicates: of every iteration, but not of the final supernet.
        var repeated = (_spec.Evolution.Iterations + 1L - spaces.Count) * replicates;
        var controls = ControlSearches.Of(_spec).Where(it => it.Supernet == it.Search).Select(_ => _spec.InitialSpace);
        var ofReplicates = (replicates - 1) * spaces.Take(_spec.Evolution.Iterations).Sum(BytesOfCheckpoint);
        var (kept, peak) = (repeated * BytesOfCheckpoint(last) + ofReplicates, 0.0);
        foreach (var checkpoint in spaces.Concat(controls).Select(BytesOfCheckpoint))
        {
            peak = Math.Max(peak, kept + (_configuration.Execution.KeptCheckpoints + 1.0) * checkpoint); // one is written beside those that stay
            kept += checkpoint;
        }
        var blocks = Enumerable.Range(1, last.StageCount).Sum(stage => last[stage, DimensionKind.Depth].Largest);
        return Whole(peak + _evaluations * (BytesOfEvaluation + BytesOfBlock * blocks) + BytesOfOtherFiles);
    }

    private double BytesOfCheckpoint(SearchSpace space)
    {
        var (parameters, tensors) = SupernetSize.Of(_spec.Network, space);
        return (1 + Moments) * Float * (double)parameters + tensors * BytesOfTensor;
    }

    private static long Whole(double bytes) => (long)Math.Min(bytes, long.MaxValue / 2.0);

    private long MemoryOf(SearchSpace space) => Whole(BytesOfRuntime + Images() + Math.Max(Training(space), Evaluation(space)));

    private double Pixels => (double)_spec.Network.ImageSize * _spec.Network.ImageSize * _spec.Network.InputChannels;

    private double Images()
    {
        var stored = Pixels * ((long)_spec.Data.TrainingImages + _spec.Data.SearchValidationImages + _spec.Data.ReportValidationImages);
        var prepared = 3 * _spec.Training.BatchSize * Pixels * Float; // the batch in hand, its copy, and the next one
        return prepared + (_configuration.Data is ImageFolders ? Math.Min(stored, _configuration.Execution.ImageCacheBytes) : stored);
    }

    /// <summary>Weights, moments and the summed gradient; for each pass its weights as the kernels read them, both ways, and a sum for each part of a batch; activations of each thread.</summary>
    private double Training(SearchSpace space)
    {
        double parameters = SupernetSize.Of(_spec.Network, space).ParameterCount;
        var passes = 2 + _spec.Training.RandomSubnets;
        var threads = Math.Max(1, _configuration.Execution.TrainingThreads);
        return Float * (parameters * (1 + Moments + 1) + passes * parameters * (2 + PartsOfBatch) + threads * ImagesAtOnce(_spec.Training.BatchSize) * Activations(space));
    }

    /// <summary>For each evaluator the weights, those of the subnets it is handed at once as the kernels read them, its images, and what a branch leaves.</summary>
    private double Evaluation(SearchSpace space)
    {
        double parameters = SupernetSize.Of(_spec.Network, space).ParameterCount;
        var subnets = _configuration.Execution.EvaluationGroup * SpaceArithmetic.MeanParameters(space, _spec.Network);
        var images = Math.Min(KeptLanes, Math.Max(_spec.Measurement.Images, _spec.Search.Images) * Pixels * Float);
        var activations = ImagesAtOnce(_spec.Measurement.BatchSize) * Activations(space) / 4; // a block's are written over by the next
        return Math.Max(1, _configuration.Execution.Evaluators) * (Float * (parameters + subnets + activations) + images);
    }

    /// <summary>The processor's kernels take as many images as a vector has lanes; a tensor library the whole batch.</summary>
    private int ImagesAtOnce(int batch) => _spec.Training.Precision is null ? Math.Min(batch, Lanes) : batch;

    /// <summary>Floats that a backward pass reads, of one image through the largest subnet.</summary>
    private double Activations(SearchSpace space) => Enumerable.Range(1, space.StageCount).Sum(stage =>
    {
        double Largest(DimensionKind kind) => space[stage, kind].Largest;
        var resolution = _spec.Network.Resolution(stage);
        var channels = 3 * Largest(DimensionKind.EmbedDim) + 4 * Largest(DimensionKind.QkvDim)
            + 2 * Largest(DimensionKind.EmbedDim) * Largest(DimensionKind.MlpRatio);
        var pairs = WindowLayout.Of(resolution, (int)Largest(DimensionKind.WindowSize), block: 0).AttendedPairs * Largest(DimensionKind.NumHeads);
        return Largest(DimensionKind.Depth) * ((double)resolution * resolution * channels + pairs);
    });
}
