namespace ModelDeed.Server.Ui;

/// <summary>A thing to tick.</summary>
/// <param name="Word">As the address has it.</param>
/// <param name="Name">For people.</param>
/// <param name="IsChosen">Whether it is ticked.</param>
/// <param name="IsOffered">Whether it may be had.</param>
public sealed record Tick(string Word, string Name, bool IsChosen, bool IsOffered);
