using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDeed.Tests.Architecture;

/// <summary>Rule 1 of the house (docs/architecture.md): one order of capabilities, one direction of projects.</summary>
public sealed class DirectionTests
{
    [Fact]
    public void Capabilities_use_only_those_before_them() => Assert.Empty(Violations(Repository.Sources("src/ModelDeed", "*.cs")));

    [Fact]
    public void A_planted_violation_is_found()
    {
        SourceFile early = new("src/ModelDeed/Primitives/Planted.cs",
            "namespace ModelDeed.Primitives; internal static class Planted { internal static object Use() => typeof(Anchors.Late); }");
        SourceFile late = new("src/ModelDeed/Anchors/Late.cs", "namespace ModelDeed.Anchors; internal static class Late { }");
        Assert.Contains(Violations(Repository.Sources("src/ModelDeed", "*.cs").Append(early).Append(late)),
            violation => violation.StartsWith("src/ModelDeed/Primitives/Planted.cs", StringComparison.Ordinal));
    }

    [Fact]
    public void A_namespace_is_its_folder()
    {
        IEnumerable<string> strays =
            from file in Repository.Sources("src/ModelDeed", "*.cs")
            from declared in Regex.Matches(file.Text, @"^namespace ([\w.]+);", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Select(m => m.Groups[1].Value)
            where file.Path.Split('/').Length > 3 && declared != "ModelDeed." + CapabilityOf(file.Path)
            select $"{file.Path}: {declared}";
        Assert.Empty(strays);
    }

    [Fact]
    public void Contracts_use_only_capabilities_before_them_and_only_their_interfaces()
    {
        Assert.Empty(ContractViolations(Repository.Sources("contracts/src", "*.sol")));
        SourceFile planted = new("contracts/src/anchors/Planted.sol", "import {Titles} from \"../titles/Titles.sol\";");
        Assert.Equal(2, ContractViolations([planted]).Count());
    }

    [Fact]
    public void The_library_depends_on_no_other_project()
    {
        Assert.DoesNotContain("ProjectReference", File.ReadAllText(Repository.PathOf("src", "ModelDeed", "ModelDeed.csproj")), StringComparison.Ordinal);
        foreach (SourceFile project in Repository.Sources("src", "*.csproj").Where(p => !p.Path.EndsWith("/ModelDeed.csproj", StringComparison.Ordinal)))
        {
            MatchCollection references = Regex.Matches(project.Text, "ProjectReference Include=\"([^\"]+)\"", RegexOptions.None, TimeSpan.FromSeconds(1));
            Assert.Equal(["../ModelDeed/ModelDeed.csproj"], references.Select(match => match.Groups[1].Value));
        }
    }

    private static IEnumerable<string> Violations(IEnumerable<SourceFile> files)
    {
        CSharpParseOptions options = new(LanguageVersion.Preview);
        List<SyntaxTree> trees = [.. files.Select(file => CSharpSyntaxTree.ParseText(file.Text, options, file.Path))];
        SyntaxTree usings = CSharpSyntaxTree.ParseText("global using System; global using System.IO; global using System.Linq; global using System.Collections.Generic; global using System.Threading; global using System.Threading.Tasks; global using System.Net.Http;", options, "usings.cs");
        string assemblies = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        IEnumerable<MetadataReference> references = assemblies.Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("ModelDeed", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        CSharpCompilation compilation = CSharpCompilation.Create("guard", [.. trees, usings], references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        return trees.Where(tree => tree.FilePath.Split('/').Length > 3).SelectMany(tree => Violations(tree, compilation.GetSemanticModel(tree))).Distinct();
    }

    private static IEnumerable<string> Violations(SyntaxTree tree, SemanticModel model) =>
        from name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
        let symbol = model.GetSymbolInfo(name).Symbol
        let space = (symbol as INamespaceSymbol ?? symbol?.ContainingNamespace)?.ToDisplayString() ?? ""
        where space.StartsWith("ModelDeed.", StringComparison.Ordinal)
        let used = space.Split('.')[1]
        where !Capabilities.MayUse(CapabilityOf(tree.FilePath), used)
        select $"{tree.FilePath}:{name.GetLocation().GetLineSpan().StartLinePosition.Line + 1} uses {used} ({name})";

    private static IEnumerable<string> ContractViolations(IEnumerable<SourceFile> files)
    {
        foreach (SourceFile file in files)
        {
            string own = file.Path.Split('/')[2];
            foreach (Match match in Regex.Matches(file.Text, "from \"\\.\\./(\\w+)/(\\w+)\\.sol\"", RegexOptions.None, TimeSpan.FromSeconds(1)))
            {
                (string used, string name) = (match.Groups[1].Value, match.Groups[2].Value);
                if (!Capabilities.MayUse(own, used)) yield return $"{file.Path} imports from {used}";
                if (used != "Primitives" && !(name.Length > 1 && name[0] == 'I' && char.IsUpper(name[1]))) yield return $"{file.Path} imports {name}, not its interface";
            }
        }
    }

    private static string CapabilityOf(string path) => path.Split('/')[2];
}
