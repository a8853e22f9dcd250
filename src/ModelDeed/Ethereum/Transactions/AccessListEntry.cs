namespace ModelDeed.Ethereum;

/// <summary>An account and slots that a transaction announces to touch (EIP-2930).</summary>
/// <param name="Account">The account.</param>
/// <param name="StorageKeys">Slots of its storage.</param>
public sealed record AccessListEntry(Address Account, IReadOnlyList<Hash32> StorageKeys)
{
    internal static void Write(RlpWriter writer, IReadOnlyList<AccessListEntry> list)
    {
        int all = writer.BeginList();
        foreach (AccessListEntry entry in list)
        {
            int one = writer.BeginList();
            writer.Write((Address?)entry.Account);
            int keys = writer.BeginList();
            foreach (Hash32 key in entry.StorageKeys) writer.Write(key);
            writer.EndList(keys);
            writer.EndList(one);
        }
        writer.EndList(all);
    }

    internal static AccessListEntry[] Read(RlpReader list)
    {
        var entries = new List<AccessListEntry>();
        while (!list.AtEnd)
        {
            RlpReader entry = list.ReadList();
            Address account = entry.ReadAddress();
            RlpReader keys = entry.ReadList();
            entry.End();
            var slots = new List<Hash32>();
            while (!keys.AtEnd) slots.Add(keys.ReadHash());
            entries.Add(new AccessListEntry(account, slots));
        }
        return [.. entries];
    }
}
