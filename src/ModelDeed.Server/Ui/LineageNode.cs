namespace ModelDeed.Server.Ui;

/// <summary>An asset in a drawing of lineage.</summary>
/// <param name="Id">The title's id.</param>
/// <param name="Name">A stranger's text.</param>
/// <param name="IsFinal">Whether nobody can contest it any more.</param>
public sealed record LineageNode(Hash32 Id, string Name, bool IsFinal);

/// <summary>An edge from a parent to what was derived from it.</summary>
/// <param name="Parent">The parent's id.</param>
/// <param name="Child">The child's id.</param>
/// <param name="Royalty">What the child owes of its income.</param>
/// <param name="IsLicensed">True when a license of the parent's covers it; false when the child only declares it.</param>
public sealed record LineageLink(Hash32 Parent, Hash32 Child, BasisPoints Royalty, bool IsLicensed);

/// <summary>What a drawing is of.</summary>
/// <param name="Center">The asset in question.</param>
/// <param name="Nodes">Every asset once, the center among them.</param>
/// <param name="Links">Edges; one whose end isn't among the nodes isn't drawn.</param>
public sealed record Lineage(Hash32 Center, IReadOnlyList<LineageNode> Nodes, IReadOnlyList<LineageLink> Links);
