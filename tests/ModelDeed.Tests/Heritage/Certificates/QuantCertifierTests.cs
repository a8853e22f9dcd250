using ModelDeed.Ethereum;
using ModelDeed.Heritage;
using ModelDeed.Primitives;
using ModelDeed.Tests.Fingerprints.Formats;

namespace ModelDeed.Tests.Heritage;

/// <summary>Whole releases: honest ones are faithful, edited ones are told of to the block.</summary>
public sealed class QuantCertifierTests
{
    public static TheoryData<string> Types => [.. GgmlQuantiser.Types, "F16", "BF16", "F32"];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_release_that_llama_cpp_would_make_is_faithful(string type)
    {
        using var release = new QuantRelease(1);
        QuantCertificate certificate = release.Write(type).Certify();
        Assert.Empty(certificate.Tensors.Where(tensor => !tensor.IsFaithful));
        Assert.True(certificate.IsFaithful);
        Assert.Equal(certificate.Weights, certificate.Faithful);
        Assert.Equal(7, certificate.Tensors.Length);
        Assert.Equal(0, certificate.UnusedParents);
        Assert.Equal(64, certificate.Tensors.Single(tensor => tensor.Name == "blk.0.attn_q.weight").HeadRows);
        Assert.All(certificate.Tensors, tensor => Assert.Equal(0, tensor.Stretched));
    }

    [Theory]
    [InlineData("F32", "F16", "Q8_0")]
    [InlineData("F32", "BF16", "Q8_0")]
    [InlineData("F16", "BF16", "Q4_K")]
    [InlineData("F32", "F16", "Q4_0")]
    public void A_type_in_between_is_found_out(string parent, string through, string type)
    {
        using var release = new QuantRelease(2, parent);
        QuantCertificate certificate = release.Write(type, through).Certify();
        Assert.True(certificate.IsFaithful, string.Join("; ", certificate.Tensors.Select(t => $"{t.Name} {t.Through} {t.Faulty}")));
        Assert.All(certificate.Tensors.Where(tensor => tensor.Type == type), tensor => Assert.Equal(through, tensor.Through.ToString()));
    }

    [Theory]
    [InlineData("Q4_0")]
    [InlineData("Q4_K")]
    [InlineData("Q6_K")]
    [InlineData("Q5_1")]
    public void An_importance_matrix_is_no_fault(string type)
    {
        using var release = new QuantRelease(3);
        foreach (string kind in (string[])["even", "wide"])
        {
            QuantCertificate certificate = release.Write(type, importance: new SampleWeights(4).Importance(kind, QuantRelease.Columns)).Certify();
            Assert.True(certificate.IsFaithful, string.Join("; ", certificate.Tensors.Select(t => $"{t.Name} {t.Stretched} {t.Faulty} of {t.Blocks} {string.Join(' ', t.Faults.Take(2))}")));
        }
    }

    [Theory]
    [InlineData("Q4_0")]
    [InlineData("Q8_0")]
    [InlineData("Q4_K")]
    [InlineData("Q6_K")]
    [InlineData("F16")]
    public void One_edited_block_is_found_and_named(string type)
    {
        using var release = new QuantRelease(5);
        int size = type == "F16" ? 512 : GgmlQuantiser.BlockBytes(type), codes = type is "Q8_0" or "Q4_0" or "F16" ? 5 : 40;
        QuantCertificate certificate = release.Write(type, edit: (name, bytes) =>
        {
            if (name == "blk.0.ffn_down.weight") bytes[77 * size + codes] ^= 0x33;
        }).Certify();
        Assert.False(certificate.IsFaithful);
        TensorVerdict tensor = Assert.Single(certificate.Tensors, tensor => !tensor.IsFaithful);
        Assert.Equal("blk.0.ffn_down.weight", tensor.Name);
        Assert.Equal(1, tensor.Faulty);
        Assert.Equal(77, Assert.Single(tensor.Faults).Block);
        Assert.Equal(certificate.Weights - (type == "F16" ? 256 : GgmlQuantiser.BlockElements(type)), certificate.Faithful);
    }

    [Fact]
    public void A_block_with_another_scale_than_the_reference_is_unlike_the_rest()
    {
        // What an importance matrix could have made passes among its like, but not alone among the reference's.
        using var release = new QuantRelease(6);
        byte[]? searched = null;
        QuantCertificate certificate = release.Write("Q4_0", edit: (name, bytes) =>
        {
            if (name != "blk.0.ffn_down.weight") return;
            float[] row = release.Values["model.layers.0.mlp.down_proj.weight"][..QuantRelease.Columns];
            searched = GgmlQuantiser.Row("Q4_0", row, new SampleWeights(1).Importance("even", QuantRelease.Columns));
            searched.AsSpan(18, 18).CopyTo(bytes.AsSpan(18));
        }).Certify();
        TensorVerdict tensor = Assert.Single(certificate.Tensors, tensor => !tensor.IsFaithful);
        Assert.Equal(BlockFault.Unlike, Assert.Single(tensor.Faults).Fault);
        Assert.Equal(1, tensor.Faults[0].Block);
    }

    [Fact]
    public void Tensors_without_a_name_that_is_known_are_found_by_what_they_hold()
    {
        using var release = new QuantRelease(7);
        QuantCertificate certificate = release.Write("Q5_K", wholeNames: false).Certify();
        // Heads ordered anew are looked for only where the name says so.
        Assert.Equal(5, certificate.Tensors.Count(tensor => tensor.IsFaithful));
        Assert.Contains(certificate.Tensors, tensor => tensor.Parents is ["model.embed_tokens.weight"]);
        Assert.Equal(2, certificate.Tensors.Count(tensor => tensor.Origin == TensorOrigin.Missing));
    }

    [Fact]
    public void A_release_of_another_model_is_none_of_this_one()
    {
        using var release = new QuantRelease(8);
        using var other = new QuantRelease(9);
        other.Write("Q4_K");
        QuantCertificate certificate = QuantCertifier.Run(release.Parent, other.Child, new(), null, default);
        Assert.False(certificate.IsFaithful);
        Assert.InRange(certificate.Faithful, 0, certificate.Weights / 1000);
    }

    [Fact]
    public void BrainFloats_that_were_cut_off_are_told_apart_from_rounded_ones()
    {
        using var release = new QuantRelease(10, "F32");
        QuantCertificate rounded = release.Write("BF16").Certify();
        Assert.All(rounded.Tensors.Where(tensor => tensor.Type == "BF16"), tensor => Assert.Equal(TensorOrigin.Cast, tensor.Origin));
        release.Folder.With("child.gguf", new GgufBuilder().Tensor("output.weight", 30, [300, 512],
            [.. release.Values["lm_head.weight"].SelectMany(value => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)))]).Build());
        QuantCertificate cut = release.Certify();
        Assert.Equal(TensorOrigin.Truncated, Assert.Single(cut.Tensors).Origin);
        Assert.True(cut.IsFaithful);
        Assert.Equal(6, cut.UnusedParents);
    }

    [Fact]
    public void The_figures_do_not_depend_on_threads_and_the_file_reads_back()
    {
        using var release = new QuantRelease(11);
        release.Write("Q4_K", edit: (name, bytes) => bytes[^1] ^= (byte)(name == "output.weight" ? 0x70 : 0));
        QuantCertificate one = QuantCertifier.Run(release.Parent, release.Child, new() { Threads = 1 }, null, default), two = release.Certify();
        Assert.Equal(one.Digest(), two.Digest());
        using PrivateKey key = PrivateKey.Generate();
        var signed = SignedQuantCertificate.Sign(one, 31337, Hash32.Zero, key);
        byte[] file = QuantCertificateJson.Write(signed);
        SignedQuantCertificate read = QuantCertificateJson.Read(file);
        Assert.Equal(key.Address, read.Recovered());
        Assert.Equal(one.Digest(), read.Certificate.Digest());
        foreach (string edited in (string[])["\"faithful\":0", "\"faulty\":1", "\"chainId\":31337", "\"block\":"])
        {
            string text = System.Text.Encoding.UTF8.GetString(file);
            Assert.Contains(edited, text, StringComparison.Ordinal);
            string changed = text.Replace(edited, edited == "\"block\":" ? "\"block\":1" : edited[..^1] + (edited[^1] == '1' ? '0' : '1'), StringComparison.Ordinal);
            try
            {
                Assert.NotEqual(key.Address, QuantCertificateJson.Read(System.Text.Encoding.UTF8.GetBytes(changed)).Recovered());
            }
            catch (HeritageException)
            {
                // Refused at once: sums don't add up.
            }
        }
    }
}
