using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Ethereum;

public sealed class Create2Tests
{
    [Theory] // EIP-1014, "Examples"
    [InlineData("0x0000000000000000000000000000000000000000", "0x0000000000000000000000000000000000000000000000000000000000000000", "0x00", "0x4D1A2e2bB4F88F0250f26Ffff098B0b30B26BF38")]
    [InlineData("0xdeadbeef00000000000000000000000000000000", "0x0000000000000000000000000000000000000000000000000000000000000000", "0x00", "0xB928f69Bb1D91Cd65274e3c79d8986362984fDA3")]
    [InlineData("0x00000000000000000000000000000000deadbeef", "0x00000000000000000000000000000000000000000000000000000000cafebabe", "0xdeadbeef", "0x60f3f640a8508fC6a86d45DF051962668E1e8AC7")]
    [InlineData("0x0000000000000000000000000000000000000000", "0x0000000000000000000000000000000000000000000000000000000000000000", "0x", "0xE33C0C7F7df4809055C3ebA6c09CFe4BaF1BD9e0")]
    public void The_address_follows_from_creator_salt_and_code(string creator, string salt, string initCode, string address) =>
        Assert.Equal(address, Create2.AddressOf(Address.Parse(creator), Hash32.Parse(salt), Hex.Decode(initCode)).ToString());

    [Fact]
    public void The_factory_transaction_is_signed_by_its_deployer_and_creates_the_factory()
    {
        SignedTransaction transaction = SignedTransaction.Decode(Create2.FactoryTransaction);
        Assert.Equal(Create2.FactoryDeployer, transaction.Sender);
        RlpWriter writer = new();
        int list = writer.BeginList();
        writer.Write(transaction.Sender.Bytes);
        writer.Write(0UL);
        writer.EndList(list);
        Assert.Equal(Create2.Factory, new Address(Keccak256.Hash(writer.Written).Bytes[12..]));
    }
}
