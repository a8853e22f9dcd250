namespace ModelDeed.Cli;

/// <summary>Exit codes of every command: stable, documented in docs/cli.md.</summary>
internal static class Exit
{
    public const int Done = 0;
    public const int AnswerIsNo = 1;
    public const int Usage = 2;
    public const int Chain = 3;
    public const int Unreadable = 4;
    public const int Cancelled = 130;
}
