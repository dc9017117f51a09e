using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;

namespace S3Actors.Tests.Messages.Campaign;

/// <summary>Names of requests as journals hold them.</summary>
public sealed class RequestNameTests
{
    public static TheoryData<string, RequestName> Frozen => new()
    {
        { "iteration-2", RequestName.OfIteration(2) },
        { "iteration-12", RequestName.OfIteration(12) },
        { "iteration-2-replicate-3", RequestName.OfIteration(2, 3) },
        { "final/generation-3", RequestName.OfGeneration(SearchNames.Final, 3) },
        { "control/generation-20", RequestName.OfGeneration(SearchNames.Control, 20) },
        { "final/winner-report", RequestName.OfWinner(SearchNames.Final, EvaluationSplit.ReportValidation) },
        { "control/winner-test", RequestName.OfWinner(SearchNames.Control, EvaluationSplit.Test) },
        { "retrained/winner-search", RequestName.OfWinner(SupernetNames.Retrained, EvaluationSplit.SearchValidation) },
        { "control-retrained/winner-test", RequestName.OfWinner(SupernetNames.RetrainedOf("control"), EvaluationSplit.Test) },
    };

    [Theory]
    [MemberData(nameof(Frozen))]
    public void A_name_is_written_and_read_as_journals_have_it(string text, RequestName name)
    {
        Assert.Equal(text, name.ToString());
        Assert.True(RequestName.TryParse(text, out var read));
        Assert.Equal(name, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("final")]
    [InlineData("iteration-")]
    [InlineData("iteration-02")]
    [InlineData("iteration--2")]
    [InlineData("iteration-2/")]
    [InlineData("final/generation-")]
    [InlineData("final/winner-")]
    [InlineData("final/winner-test/more")]
    [InlineData("iteration-99999999999")]
    [InlineData("iteration-2-replicate-1")]
    [InlineData("iteration-2-replicate-03")]
    [InlineData("iteration-2-replicate-")]
    public void Anything_else_is_no_name(string text) => Assert.False(RequestName.TryParse(text, out _));
}
