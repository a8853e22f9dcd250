using System.Text;
using ModelDeed.Anchors;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Anchors;

public sealed class EvidenceTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void True_evidence_holds_in_every_step(bool withManifest)
    {
        Evidence evidence = SampleEvidence.Build(withManifest);
        IReadOnlyList<EvidenceStep> steps = EvidenceCheck.Run(evidence, evidence.Leaf.Fingerprint);
        Assert.All(steps, step => Assert.IsType<StepOutcome.Holds>(step.Outcome));
        Assert.Equal(withManifest ? 9 : 8, steps.Count);
    }

    [Fact]
    public void Writing_and_reading_gives_the_same_bytes()
    {
        byte[] bytes = EvidenceJson.Write(SampleEvidence.Build());
        Assert.Equal(bytes, EvidenceJson.Write(EvidenceJson.Read(bytes)));
    }

    [Fact]
    public void The_published_vector_is_what_is_written()
    {
        // docs/formats.md sends other implementers to it. It changes only with the format or with the code of Anchors.
        // MODELDEED_WRITE_VECTORS=1 writes it anew.
        byte[] written = EvidenceJson.Write(SampleEvidence.Build());
        string path = Repository.PathOf("vectors", "evidence.deed");
        if (Environment.GetEnvironmentVariable("MODELDEED_WRITE_VECTORS") is "1") File.WriteAllBytes(path, written);
        using FileStream vector = File.OpenRead(path);
        byte[] published = new byte[vector.Length];
        vector.ReadExactly(published);
        Assert.Equal(Encoding.UTF8.GetString(written), Encoding.UTF8.GetString(published));
    }

    [Fact]
    public void A_signature_that_only_a_contract_could_judge_is_left_open()
    {
        Evidence evidence = SampleEvidence.Build();
        Evidence contract = evidence with { Statement = evidence.Statement with { Signature = [1, 2, 3] } };
        EvidenceStep statement = Assert.Single(EvidenceCheck.Run(contract, evidence.Leaf.Fingerprint), step => step.Id == "statement");
        Assert.IsType<StepOutcome.Open>(statement.Outcome);
    }

    [Fact]
    public void A_file_without_its_owners_signature_is_left_open_and_says_what_that_leaves_unproven()
    {
        Evidence evidence = SampleEvidence.Build();
        Evidence collected = evidence with { Statement = evidence.Statement with { Signature = [], Text = "Not signed." } };
        IReadOnlyList<EvidenceStep> steps = EvidenceCheck.Run(collected, evidence.Leaf.Fingerprint);
        EvidenceStep statement = Assert.Single(steps, step => step.Outcome is not StepOutcome.Holds);
        Assert.Equal(("statement", false), (statement.Id, statement.Claim.Contains("Not signed", StringComparison.Ordinal)));
        Assert.Contains("anybody can anchor a root that names any account", Assert.IsType<StepOutcome.Open>(statement.Outcome).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_content_fails_the_first_step_only()
    {
        IReadOnlyList<EvidenceStep> steps = EvidenceCheck.Run(SampleEvidence.Build(), Keccak256.HashUtf8("another"));
        Assert.Equal(["content"], steps.Where(step => step.Outcome is not StepOutcome.Holds).Select(step => step.Id));
    }

    [Fact]
    public void Every_flipped_bit_of_the_file_is_found()
    {
        Evidence evidence = SampleEvidence.Build();
        byte[] bytes = EvidenceJson.Write(evidence);
        List<string> missed = [];
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] forged = [.. bytes];
            forged[i] ^= (byte)(1 << (i % 7));
            if (Holds(forged, evidence.Leaf.Fingerprint)) missed.Add($"byte {i}: …{Encoding.ASCII.GetString(bytes, Math.Max(0, i - 30), Math.Min(40, bytes.Length - Math.Max(0, i - 30)))}…");
        }
        Assert.Empty(missed);
    }

    [Fact]
    public void Every_hexadecimal_digit_of_the_file_is_bound()
    {
        // Flipped bits mostly break the JSON; exchanging digits leaves it whole, so that the checks themselves must see it.
        Evidence evidence = SampleEvidence.Build();
        byte[] bytes = EvidenceJson.Write(evidence);
        List<int> missed = [];
        for (int i = 0; i < bytes.Length; i++)
        {
            if (!char.IsAsciiDigit((char)bytes[i])) continue;
            byte[] forged = [.. bytes];
            forged[i] = (byte)(bytes[i] == '9' ? '1' : bytes[i] + 1);
            if (Holds(forged, evidence.Leaf.Fingerprint)) missed.Add(i);
        }
        Assert.Empty(missed);
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void A_forged_field_is_named(string step, Func<Evidence, Evidence> forge)
    {
        Evidence evidence = SampleEvidence.Build();
        IReadOnlyList<EvidenceStep> steps = EvidenceCheck.Run(forge(evidence), evidence.Leaf.Fingerprint);
        Assert.Contains(step, steps.Where(found => found.Outcome is StepOutcome.Fails).Select(found => found.Id));
    }

    public static TheoryData<string, Func<Evidence, Evidence>> Forgeries() => new()
    {
        { "statement", evidence => evidence with { Statement = evidence.Statement with { Text = "I made it up." } } },
        { "statement", evidence => evidence with { Statement = evidence.Statement with { ChainId = 1 } } },
        { "statement", evidence => evidence with { Leaf = evidence.Leaf with { Owner = Address.Parse("0x00000000000000000000000000000000000000aa") } } },
        { "tree", evidence => evidence with { Leaf = evidence.Leaf with { Salt = Hash32.Zero } } },
        { "tree", evidence => evidence with { Proof = evidence.Proof.SetItem(0, Hash32.Zero) } },
        { "manifest", evidence => evidence with { Manifest = [.. "{}"u8] } },
        { "block", evidence => evidence with { Anchored = evidence.Anchored with { BlockNumber = 8 } } },
        { "block", evidence => evidence with { Anchored = evidence.Anchored with { Header = evidence.Anchored.Header.SetItem(100, 1) } } },
        { "transaction", evidence => evidence with { Anchored = evidence.Anchored with { TransactionHash = Hash32.Zero } } },
        { "receipt", evidence => evidence with { Anchored = evidence.Anchored with { ReceiptPath = evidence.Anchored.ReceiptPath.SetItem(0, [0xc0]) } } },
        { "log", evidence => evidence with { Anchored = evidence.Anchored with { LogIndex = 1 } } },
        { "log", evidence => evidence with { Anchored = SampleEvidence.Block(Hash32.Zero, SampleEvidence.Time, AnchorsDeployment.Address) } },
        { "log", evidence => evidence with { Anchored = SampleEvidence.Block(evidence.Root, SampleEvidence.Time, Address.Zero) } },
    };

    [Fact]
    public void A_contract_of_someone_elses_is_named()
    {
        Address other = Address.Parse("0x00000000000000000000000000000000000000aa");
        Evidence evidence = SampleEvidence.Build();
        Evidence forged = evidence with
        {
            Statement = evidence.Statement with { Contract = other },
            Anchored = SampleEvidence.Block(evidence.Root, 1, other),
        };
        Assert.Contains(EvidenceCheck.Run(forged, evidence.Leaf.Fingerprint), step => step is { Id: "contract", Outcome: StepOutcome.Fails });
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "expected an object")]
    [InlineData("{\"format\":\"modeldeed-evidence-2\"}", "format")]
    [InlineData("{\"format\":\"modeldeed-evidence-1\"}", "tree")]
    [InlineData("{\"format\":1}", "format")]
    [InlineData("{\"forged\":1}", "forged")]
    [InlineData("{\"format\":\"a\",\"format\":\"b\"}", "format")]
    public void What_is_no_evidence_file_is_refused_by_the_field(string text, string named)
    {
        FormatException refused = Assert.ThrowsAny<FormatException>(() => EvidenceJson.Read(Encoding.UTF8.GetBytes(text)));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Oversized))]
    public void A_field_over_64_KiB_is_refused_by_its_name(string field, Func<Evidence, int, Evidence> grow)
    {
        const int Most = 64 << 10;
        byte[] fits = EvidenceJson.Write(grow(SampleEvidence.Build(), Most)), tooLong = EvidenceJson.Write(grow(SampleEvidence.Build(), Most + 1));
        EvidenceJson.Read(fits);
        FormatException refused = Assert.Throws<FormatException>(() => EvidenceJson.Read(tooLong));
        Assert.StartsWith(field + ": has ", refused.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Func<Evidence, int, Evidence>> Oversized() => new()
    {
        { "statement.text", (evidence, size) => evidence with { Statement = evidence.Statement with { Text = new string('a', size) } } },
        { "statement.signature", (evidence, size) => evidence with { Statement = evidence.Statement with { Signature = [.. new byte[size]] } } },
        { "anchored.header", (evidence, size) => evidence with { Anchored = evidence.Anchored with { Header = [.. new byte[size]] } } },
        { "anchored.transactionPath[0]", (evidence, size) => evidence with { Anchored = evidence.Anchored with { TransactionPath = [new byte[size]] } } },
        { "anchored.receiptPath[1]", (evidence, size) => evidence with { Anchored = evidence.Anchored with { ReceiptPath = [[1], new byte[size]] } } },
    };

    [Fact]
    public void A_file_over_32_MiB_is_refused_before_it_is_parsed()
    {
        FormatException refused = Assert.Throws<FormatException>(() => EvidenceJson.Read(new byte[(32 << 20) + 1]));
        Assert.Contains("33,554,433 bytes", refused.Message, StringComparison.Ordinal);
    }

    private static bool Holds(byte[] bytes, Hash32 content)
    {
        try
        {
            return EvidenceCheck.Run(EvidenceJson.Read(bytes), content).All(step => step.Outcome is StepOutcome.Holds);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
