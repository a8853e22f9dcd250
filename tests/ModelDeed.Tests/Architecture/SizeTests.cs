using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDeed.Tests.Architecture;

/// <summary>Rule 6 of the house: rooms and sentences stay small enough to be read.</summary>
public sealed class SizeTests
{
    private const int FileMedian = 80, FileMost = 500, FunctionMedian = 8, FunctionMost = 60, TestMost = 90;

    [Fact]
    public void Source_files_stay_short()
    {
        List<(string Path, int Lines)> files = [.. Written("*.cs").Concat(Written("*.sol")).Select(file => (file.Path, file.Text.Count(c => c == '\n')))];
        Assert.Empty(files.Where(file => file.Lines > FileMost));
        Assert.InRange(Median(files.Where(file => !file.Path.Contains("test", StringComparison.OrdinalIgnoreCase)).Select(file => file.Lines)), 0, FileMedian);
    }

    [Fact]
    public void Functions_stay_short()
    {
        List<(string Where, int Lines)> functions = [.. Repository.Sources("src", "*.cs").SelectMany(Functions)];
        Assert.Empty(functions.Where(function => function.Lines > FunctionMost));
        Assert.InRange(Median(functions.Select(function => function.Lines)), 0, FunctionMedian);
        Assert.Empty(Repository.Sources("tests", "*.cs").SelectMany(Functions).Where(function => function.Lines > TestMost));
    }

    [Fact]
    public void A_planted_long_function_is_measured() =>
        Assert.Contains(Functions(new SourceFile("planted.cs", $"class C {{ void M() {{ {new string('\n', 100)} }} }}")), function => function.Lines > TestMost);

    private static IEnumerable<SourceFile> Written(string pattern) =>
        new[] { "src", "tests", "tools", "bench", "contracts" }.SelectMany(folder => Repository.Sources(folder, pattern));

    private static IEnumerable<(string Where, int Lines)> Functions(SourceFile file) =>
        from node in CSharpSyntaxTree.ParseText(file.Text, new CSharpParseOptions(LanguageVersion.Preview), file.Path).GetRoot().DescendantNodes()
        where node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax
        let body = (node as BaseMethodDeclarationSyntax)?.Body as SyntaxNode ?? (node as LocalFunctionStatementSyntax)?.Body ?? node
        let span = body.GetLocation().GetLineSpan()
        select ($"{file.Path}:{span.StartLinePosition.Line + 1}", span.EndLinePosition.Line - span.StartLinePosition.Line + 1);

    private static int Median(IEnumerable<int> values)
    {
        int[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}
