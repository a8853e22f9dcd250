using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Server.Api;

namespace ModelDeed.Tests.Server.Api;

/// <summary>Problem codes: stable, unique, and those of the contracts where they mean the same.</summary>
public sealed class ProblemTests
{
    [Theory]
    [InlineData("Licensing_TooDear", "licensing-too-dear")]
    [InlineData("ERC721NonexistentToken", "erc721-nonexistent-token")]
    [InlineData("SafeERC20FailedOperation", "safe-erc20-failed-operation")]
    [InlineData("Offers_NoOffer", "offers-no-offer")]
    [InlineData("WrongURI", "wrong-uri")]
    public void An_errors_code_is_its_name_in_kebab_case(string error, string code) => Assert.Equal(code, Problem.CodeOf(error));

    [Fact]
    public void Two_errors_never_share_a_code()
    {
        string[] errors = [.. ContractSet.Errors.Select(error => error.Name).Distinct()];
        Assert.Equal(errors.Length, errors.Select(Problem.CodeOf).Distinct().Count());
        Assert.Empty(errors.Select(Problem.CodeOf).Intersect(Problem.Own.Keys));
    }

    [Fact]
    public void Every_error_of_ours_that_a_user_can_cause_has_words()
    {
        string[] bare = [.. ContractSet.Errors.Select(error => error.Name).Where(name => name.Contains('_', StringComparison.Ordinal) && ErrorWords.Of(name) is null).Distinct().Order()];
        Assert.All(bare, name => Assert.True(name.StartsWith("Foundation_", StringComparison.Ordinal) || name.StartsWith("Anchors_", StringComparison.Ordinal) || name is "Titles_BadContestPeriod" or "Titles_NoAnchors" or "Packages_NoTitles", name));
    }

    [Fact]
    public void Every_refusal_to_sign_in_has_a_code() =>
        Assert.All(Enum.GetNames<SignInRefusal>(), name => Assert.Contains("sign-in-" + Problem.CodeOf(name), Problem.Own.Keys));

    [Fact]
    public void A_revert_keeps_the_contracts_numbers()
    {
        Problem problem = Problem.OfRevert(new RevertReason.Custom(AbiError.Parse("Licensing_TooDear(uint256 price, uint256 maxPrice)"), [new AbiValue.Number(49), new AbiValue.Number(48)]));
        Assert.Equal(("licensing-too-dear", 422), (problem.Code, problem.Status));
        Assert.Contains("price: 49, maxPrice: 48", problem.Detail, StringComparison.Ordinal);
        Assert.Equal("reverted", Problem.OfRevert(new RevertReason.Nothing()).Code);
    }
}
