using System.CommandLine;

namespace ModelDeed.Cli;

/// <summary><c>deed package</c>: what can be done about a package that was sealed.</summary>
internal static class PackageCommands
{
    public static Command Build(Shell shell) => new("package", "Change who opens a package that was sealed.") { PackageRotate.Build(shell) };
}
