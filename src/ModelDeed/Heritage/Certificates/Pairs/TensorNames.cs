using System.Collections.Frozen;
using System.Globalization;

namespace ModelDeed.Heritage;

/// <summary>A tensor's name in the words of GGUF, and its place where several become one.</summary>
/// <param name="Name">The name.</param>
/// <param name="Part">Which of the experts that are stacked into one tensor; 0 for all others.</param>
/// <param name="IsHeads">Whether its rows are heads that llama.cpp orders anew (rotary halves side by side).</param>
internal readonly record struct CommonName(string Name, int Part, bool IsHeads);

/// <summary>The names that llama.cpp's converter gives (gguf-py's tensor_mapping.py, the architectures of the Llama, Qwen, Gemma, Phi, Mixtral and BERT kinds).</summary>
internal static class TensorNames
{
    private static readonly FrozenDictionary<string, string> Whole = Table(
        "model.embed_tokens=token_embd;embed_tokens=token_embd;wte=token_embd;wpe=position_embd;model.norm=output_norm;norm=output_norm;ln_f=output_norm;lm_head=output;" +
        "embeddings.word_embeddings=token_embd;embeddings.position_embeddings=position_embd;embeddings.token_type_embeddings=token_types;embeddings.LayerNorm=token_embd_norm");

    private static readonly FrozenDictionary<string, string> InLayer = Table(
        "input_layernorm=attn_norm;post_attention_layernorm=ffn_norm;self_attn.q_proj=attn_q;self_attn.k_proj=attn_k;self_attn.v_proj=attn_v;self_attn.o_proj=attn_output;" +
        "self_attn.dense=attn_output;self_attn.qkv_proj=attn_qkv;self_attn.q_norm=attn_q_norm;self_attn.k_norm=attn_k_norm;mlp.gate_proj=ffn_gate;mlp.up_proj=ffn_up;" +
        "mlp.down_proj=ffn_down;mlp.gate_up_proj=ffn_up;mlp.fc1=ffn_up;mlp.fc2=ffn_down;mlp.gate=ffn_gate_inp;block_sparse_moe.gate=ffn_gate_inp;" +
        "mlp.shared_expert.gate_proj=ffn_gate_shexp;mlp.shared_expert.up_proj=ffn_up_shexp;mlp.shared_expert.down_proj=ffn_down_shexp;" +
        "ln_1=attn_norm;ln_2=ffn_norm;attn.c_attn=attn_qkv;attn.c_proj=attn_output;mlp.c_fc=ffn_up;mlp.c_proj=ffn_down;" +
        "attention.self.query=attn_q;attention.self.key=attn_k;attention.self.value=attn_v;attention.output.dense=attn_output;attention.output.LayerNorm=attn_output_norm;" +
        "intermediate.dense=ffn_up;output.dense=ffn_down;output.LayerNorm=layer_output_norm");

    // Where a layer has norms before and after each half (Gemma 2 and later), the one after attention is another than Llama's of the same name.
    private static readonly FrozenDictionary<string, string> FourNorms = Table(
        "post_attention_layernorm=post_attention_norm;pre_feedforward_layernorm=ffn_norm;post_feedforward_layernorm=post_ffw_norm");

    private static readonly FrozenDictionary<string, string> Experts = Table(
        "w1=ffn_gate_exps;w2=ffn_down_exps;w3=ffn_up_exps;gate_proj=ffn_gate_exps;down_proj=ffn_down_exps;up_proj=ffn_up_exps");

    private static readonly string[] Containers = ["model.language_model.", "language_model.model.", "transformer.", "model.", "bert.", "encoder.", "gpt_neox."];

    /// <summary>The name in GGUF's words; as it is when it isn't known.</summary>
    /// <param name="name">The name in the file.</param>
    /// <param name="hasFourNorms">Whether the model's layers have a norm before the feed-forward half that is called so.</param>
    public static CommonName Of(string name, bool hasFourNorms)
    {
        int dot = name.LastIndexOf('.');
        string kind = dot > 0 ? name[(dot + 1)..] : "";
        if (kind is not ("weight" or "bias")) return new CommonName(name, 0, false);
        string path = name[..dot];
        if (Whole.TryGetValue(path, out string? whole) || Whole.TryGetValue(Bare(path), out whole)) return new CommonName($"{whole}.{kind}", 0, false);
        if (Layer(path) is not (int layer, string rest)) return new CommonName(name, 0, false);
        if (Expert(rest) is (string experts, int expert)) return new CommonName($"blk.{layer}.{experts}.{kind}", expert, false);
        if (!(hasFourNorms && FourNorms.TryGetValue(rest, out string? inLayer)) && !InLayer.TryGetValue(rest, out inLayer)) return new CommonName(name, 0, false);
        return new CommonName($"blk.{layer}.{inLayer}.{kind}", 0, rest is "self_attn.q_proj" or "self_attn.k_proj");
    }

    /// <summary>Whether a name tells of norms on both sides of each half of a layer.</summary>
    public static bool TellsFourNorms(string name) => name.Contains(".pre_feedforward_layernorm.", StringComparison.Ordinal);

    private static string Bare(string path)
    {
        for (bool again = true; again;)
        {
            again = false;
            foreach (string container in Containers)
                if (path.StartsWith(container, StringComparison.Ordinal)) (path, again) = (path[container.Length..], true);
        }
        return path;
    }

    private static (int Number, string Within)? Layer(string path)
    {
        string bare = Bare(path);
        foreach (string begin in (ReadOnlySpan<string>)["layers.", "h.", "layer."])
        {
            if (!bare.StartsWith(begin, StringComparison.Ordinal)) continue;
            int end = bare.IndexOf('.', begin.Length);
            if (end > 0 && int.TryParse(bare.AsSpan(begin.Length, end - begin.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int layer)) return (layer, bare[(end + 1)..]);
        }
        return null;
    }

    private static (string Name, int Expert)? Expert(string rest)
    {
        foreach (string begin in (ReadOnlySpan<string>)["block_sparse_moe.experts.", "mlp.experts."])
        {
            if (!rest.StartsWith(begin, StringComparison.Ordinal) || rest[begin.Length..].Split('.') is not [var number, var part]) continue;
            if (Experts.TryGetValue(part, out string? name) && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int expert)) return (name, expert);
        }
        return null;
    }

    private static FrozenDictionary<string, string> Table(string pairs) =>
        pairs.Split(';').Select(pair => pair.Split('=')).ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
