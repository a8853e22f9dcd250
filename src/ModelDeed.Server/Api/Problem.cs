using System.Globalization;
using System.Text;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;

namespace ModelDeed.Server.Api;

/// <summary>Why a request was refused, for people and for programs (RFC 9457). Its <c>type</c> is <c>/problems/</c> and a code that never changes its
/// meaning: that of the contracts' error where one means the same (<c>Licensing_TooDear</c> → <c>licensing-too-dear</c>).</summary>
/// <param name="Code">In kebab case.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">What was wrong, and what to do.</param>
internal sealed record Problem(string Code, int Status, string Detail)
{
    /// <summary>The codes that no contract knows, each with its HTTP status and meaning.</summary>
    public static IReadOnlyDictionary<string, (int Status, string Meaning)> Own { get; } = new SortedDictionary<string, (int, string)>(StringComparer.Ordinal)
    {
        ["malformed-request"] = (400, "The request's path, query or body isn't of the documented form."),
        ["malformed-cursor"] = (400, "The cursor isn't one that this list gave out."),
        ["sign-in-malformed"] = (400, "The text isn't a Sign-In with Ethereum message (EIP-4361)."),
        ["sign-in-wrong-domain"] = (401, "The message was written for another site."),
        ["sign-in-wrong-uri"] = (401, "The message names another origin."),
        ["sign-in-wrong-chain"] = (401, "The message names another chain."),
        ["sign-in-unknown-nonce"] = (401, "The nonce wasn't given out here to this account, was used, or is too old."),
        ["sign-in-issued-in-future"] = (401, "The message was issued in the future: a clock is wrong."),
        ["sign-in-too-old"] = (401, "The message was issued too long ago."),
        ["sign-in-expired"] = (401, "The message's expiration time is over."),
        ["sign-in-not-yet-valid"] = (401, "The message's not-before time hasn't come."),
        ["sign-in-bad-signature"] = (401, "The signature isn't the account's over this text."),
        ["not-signed-in"] = (401, "This needs a session: sign in first."),
        ["cross-site"] = (403, "Another site's page tried to change something here in a user's name."),
        ["demo-only"] = (403, "Demo accounts act on the embedded chain only: their keys are public."),
        ["no-public-origin"] = (403, "Sign-ins need the site's public address (Api:Origin), which isn't set."),
        ["not-your-order"] = (403, "The order is another maker's."),
        ["order-unknown"] = (404, "The book has no such order."),
        ["order-hidden"] = (422, "The order's maker has taken it off the book, for good."),
        ["order-elsewhere"] = (422, "The order counts on another chain, or for another contract."),
        ["order-wrong-side"] = (422, "Sales are filled, offers accepted."),
        ["order-too-long"] = (422, "The order's deadline is further ahead than the book keeps orders."),
        ["order-book-full"] = (422, "The book, or the maker's part of it, is full."),
        ["not-found"] = (404, "There is nothing under this address."),
        ["not-indexed"] = (503, "The index hasn't read anything from the chain yet."),
        ["transaction-unknown"] = (404, "The node knows no such transaction."),
        ["document-unknown"] = (404, "No document with this SHA-256 is kept here."),
        ["no-card"] = (404, "Nobody has described this asset, or the description was taken back."),
        ["no-evidence"] = (404, "The fingerprint wasn't anchored before it was registered: there is no evidence file."),
        ["evidence-elsewhere"] = (422, "The proof isn't in the transaction in a form that is read here: the owner has the evidence file."),
        ["no-permit"] = (422, "The token takes no permit (EIP-2612) of a kind known here: approve instead."),
        ["document-not-on-chain"] = (422, "No record on the chain bears this SHA-256: only documents that the chain commits to are kept."),
        ["no-heritage-print"] = (404, "No heritage print of this asset is here."),
        ["not-a-heritage-print"] = (422, "The bytes aren't a heritage print of the method that is searched."),
        ["heritage-not-public"] = (422, "Only heritage prints under the public seed can be searched."),
        ["heritage-busy"] = (503, "As many searches for heritage run and wait as this server does at once: wait for the seconds in Retry-After."),
        ["document-wrong-digest"] = (422, "The bytes don't have the SHA-256 under which they were sent."),
        ["legal-text-not-generated"] = (404, "The terms name a legal text that isn't the one generated from them: ask the holder for it."),
        ["too-large"] = (413, "The request's body is larger than this operation takes."),
        ["unsupported-media-type"] = (415, "The body must be of the documented content type."),
        ["method-not-allowed"] = (405, "This address doesn't take this method."),
        ["too-many-requests"] = (429, "The address has sent more requests than it may: wait for the seconds in Retry-After."),
        ["too-many-streams"] = (503, "As many activity streams are open as this server holds."),
        ["internal"] = (500, "The server failed. Nothing was changed; trying again may help."),
        ["node-unavailable"] = (502, "The chain's node didn't answer, or answered what can't be understood."),
        ["reverted"] = (422, "The contract would refuse this without one of the known reasons."),
        ["no-contract"] = (422, "There is no contract at the address: what is sent there would be lost."),
        ["insufficient-funds"] = (422, "The account has less than the transaction needs."),
    };

    /// <summary>Every code with its meaning: our own, and the contracts' errors.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new SortedDictionary<string, string>(
        Own.ToDictionary(own => own.Key, own => own.Value.Meaning)
            .Concat(ContractSet.Errors.Select(error => error.Name).Distinct().ToDictionary(CodeOf, name => ErrorWords.Of(name) ?? $"The contract refused with {name}."))
            .ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>One of our own, with its usual status.</summary>
    public static Problem Of(string code, string detail) => new(code, Own[code].Status, detail);

    /// <summary>One that means what a contract's error means.</summary>
    /// <param name="error">The error's name.</param>
    public static Problem OfError(string error, int status, string detail) => new(CodeOf(error), status, detail);

    /// <summary>What a contract said when a call was tried.</summary>
    public static Problem OfRevert(RevertReason reason) => reason switch
    {
        RevertReason.Custom custom => new(CodeOf(custom.Error.Name), 422, $"{ErrorWords.Of(custom.Error.Name) ?? "The contract refused."} {custom}"),
        RevertReason.Message { Text: var text } => Of("reverted", $"The contract refused: {text}"),
        _ => Of("reverted", $"The contract refused: {reason}"),
    };

    /// <summary><c>ERC721NonexistentToken</c> → <c>erc721-nonexistent-token</c>, <c>Licensing_TooDear</c> → <c>licensing-too-dear</c>.</summary>
    public static string CodeOf(string error)
    {
        StringBuilder code = new();
        for (int i = 0; i < error.Length; i++)
        {
            char c = error[i];
            bool starts = char.IsUpper(c) && i > 0 && (!char.IsUpper(error[i - 1]) || (i + 1 < error.Length && char.IsLower(error[i + 1]))) && error[i - 1] != '_';
            if (starts) code.Append('-');
            code.Append(c == '_' ? '-' : char.ToLower(c, CultureInfo.InvariantCulture));
        }
        return code.ToString();
    }

    /// <summary>The answer: its <c>title</c> in the language of the request, its <c>detail</c> in English.</summary>
    public Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Result(IReadOnlyDictionary<string, object?>? extensions = null) =>
        TypedResults.Problem(Detail, statusCode: Status, title: AskedLanguage.Meaning(Code), type: TypeOf(Code), extensions: [KeyValuePair.Create("code", (object?)Code), .. extensions ?? new Dictionary<string, object?>()]);

    /// <summary>A code's <c>type</c>: a path of this server, at which its meaning can be read.</summary>
    public static string TypeOf(string code) => "/problems/" + code;
}

/// <summary>A request can't be answered. For what functions deep inside find; endpoints return <see cref="Problem"/>s.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
