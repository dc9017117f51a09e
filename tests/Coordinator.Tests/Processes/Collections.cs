namespace S3Actors.Tests.Coordinator.Processes;

// Tests that start processes, in groups that run beside each other: the tests of a group run one after another, with a campaign of the group's own.

/// <summary>Tests of campaigns as they run: interrupted, damaged, short of disk, two at once.</summary>
[CollectionDefinition(Name)]
public sealed class ProcessCollection : ICollectionFixture<UninterruptedCampaign>
{
    public const string Name = "processes";
}

/// <summary>Tests of what watches campaigns: they wait more than they work.</summary>
[CollectionDefinition(Name)]
public sealed class WatchingCollection : ICollectionFixture<UninterruptedCampaign>
{
    public const string Name = "watching";
}

/// <summary>Tests of what is done with a finished campaign: audits, replays, forks, exports, retraining, backups; and of journals in PostgreSQL.</summary>
[CollectionDefinition(Name)]
public sealed class AfterwardsCollection : ICollectionFixture<UninterruptedCampaign>
{
    public const string Name = "afterwards";
}

/// <summary>Tests of several processes at work on one campaign or one study: workers, queues, chaos.</summary>
[CollectionDefinition(Name)]
public sealed class SeveralCollection : ICollectionFixture<UninterruptedCampaign>
{
    public const string Name = "several";
}
