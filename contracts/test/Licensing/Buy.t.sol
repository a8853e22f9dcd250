// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILicensing} from "../../src/Licensing/ILicensing.sol";
import {IOffers} from "../../src/Licensing/IOffers.sol";
import {TermsCodec} from "../../src/Licensing/TermsCodec.sol";
import {LicensingCast} from "./LicensingCast.t.sol";

contract BuyTest is LicensingCast {
    address private constant GUEST = address(0x6E57);

    function setUp() public override {
        super.setUp();
        registerFinal(ALICE, MODEL);
    }

    function request(bytes32 termsId) private pure returns (ILicensing.Order memory) {
        return order(ID, termsId, BOB, scope(DE, RESEARCH, PERSONAL));
    }

    function send(ILicensing.Order memory o) private returns (uint256) {
        vm.prank(BOB);
        return licensing.buy(o, noCredential, noPermit);
    }

    function refuse(ILicensing.Order memory o, bytes memory reason) private {
        vm.expectRevert(reason);
        send(o);
    }

    function beyond(bytes32 field) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ILicensing.Licensing_BeyondTerms.selector, field);
    }

    function native() private view returns (IOffers.Terms memory t) {
        t = sale();
        (t.currency, t.price) = (address(0), 1 ether);
    }

    // ----------------------------------------------------------------------------------------------------- the license

    function test_buy_L1_GivesExactlyWhatWasOrdered() public {
        bytes32 termsId = offer(ALICE, ID, sale());
        uint256 licenseId = licensing.licenseIdOf(ID, BOB, 0);
        IOffers.Scope memory s = scope(DE, RESEARCH, PERSONAL);
        vm.expectEmit();
        emit ILicensing.LicenseGranted(
            licenseId, ID, BOB, termsId, BOB, s, uint40(time()), type(uint40).max, address(token), PRICE, PRICE, 0
        );
        vm.assertEq(send(request(termsId)), licenseId, "id");
        ILicensing.License memory license = licensing.licenseOf(licenseId);
        vm.assertEq(license.titleId, ID, "title");
        vm.assertEq(license.termsId, termsId, "terms");
        vm.assertEq(license.licensee, BOB, "licensee");
        vm.assertEq(keccak256(abi.encode(license.scope)), keccak256(abi.encode(s)), "scope");
        vm.assertEq(license.since, time(), "since");
        vm.assertEq(license.expires, type(uint40).max, "expires");
        vm.assertEq(license.renewalPrice, PRICE, "renewal price");
        vm.assertEq(license.epoch, 0, "epoch");
        vm.assertEq(licensing.ownerOf(licenseId), BOB, "owner");
        vm.assertEq(licensing.expiresAt(licenseId), type(uint64).max, "for ever");
        (, uint32 sold) = offers.offerOf(ID, termsId);
        vm.assertEq(sold, 1, "sold");
    }

    function testFuzz_buy_L1_TheScopeIsKeptWhateverItsForm(uint256 territories, uint48 fields, uint24 dataTypes)
        public
    {
        bytes32 termsId = offer(ALICE, ID, sale());
        ILicensing.Order memory o = request(termsId);
        o.scope = scope(territories & TermsCodec.WORLDWIDE | 1, fields & TermsCodec.ALL_FIELDS | 1, dataTypes >> 4 | 1);
        ILicensing.License memory license = licensing.licenseOf(send(o));
        vm.assertEq(keccak256(abi.encode(license.scope)), keccak256(abi.encode(o.scope)), "scope");
    }

    /// @dev One country, by any index, takes the short form; so does the whole world.
    function test_buy_L1_OfEachCountryAlone() public {
        bytes32 termsId = offer(ALICE, ID, sale());
        ILicensing.Order memory o = request(termsId);
        for (uint256 country = 0; country < 249; ++country) {
            o.receiver = address(uint160(0x10000 + country));
            o.scope.territories = 1 << country;
            ILicensing.License memory license = licensing.licenseOf(send(o));
            vm.assertEq(license.scope.territories, 1 << country, vm.toString(country));
        }
    }

    function test_buy_L1_RevertWhen_TheScopeGoesBeyondTheTerms() public {
        IOffers.Terms memory t = sale();
        (t.territories, t.fields, t.dataTypes) = (DE | FR, RESEARCH, PERSONAL);
        bytes32 termsId = offer(ALICE, ID, t);
        ILicensing.Order memory o = request(termsId);
        o.scope.territories = DE | JP;
        refuse(o, beyond("territories"));
        o = request(termsId);
        o.scope.fields = RESEARCH | MEDICAL;
        refuse(o, beyond("fields"));
        o = request(termsId);
        o.scope.dataTypes = PERSONAL | 1;
        refuse(o, beyond("dataTypes"));
        send(request(termsId));
    }

    function test_buy_L1_RevertWhen_ASetIsEmpty() public {
        bytes32 termsId = offer(ALICE, ID, sale());
        ILicensing.Order memory o = request(termsId);
        o.scope.territories = 0;
        refuse(o, beyond("territories"));
        o = request(termsId);
        o.scope.fields = 0;
        refuse(o, beyond("fields"));
        o = request(termsId);
        o.scope.dataTypes = 0;
        refuse(o, beyond("dataTypes"));
    }

    function testFuzz_buy_L1_OnlyWithinTheTerms(uint256 offered, uint256 wanted) public {
        IOffers.Terms memory t = sale();
        t.territories = offered & TermsCodec.WORLDWIDE | DE;
        ILicensing.Order memory o = request(offer(ALICE, ID, t));
        o.scope.territories = wanted & TermsCodec.WORLDWIDE | 1;
        if (o.scope.territories & ~t.territories != 0) refuse(o, beyond("territories"));
        else send(o);
    }

    function test_buy_RevertWhen_TheReceiverIsNobody() public {
        ILicensing.Order memory o = request(offer(ALICE, ID, sale()));
        o.receiver = address(0);
        refuse(o, abi.encodeWithSignature("TransferToZeroAddress()"));
    }

    // ------------------------------------------------------------------------------------------------------ the periods

    function test_buy_OfSeveralPeriods() public {
        ILicensing.Order memory o = request(offer(ALICE, ID, subscription()));
        (o.periods, o.maxPrice) = (3, 3 * PRICE);
        uint256 before = token.balanceOf(BOB);
        ILicensing.License memory license = licensing.licenseOf(send(o));
        vm.assertEq(license.expires, time() + 90 days, "expires");
        vm.assertEq(before - token.balanceOf(BOB), 3 * PRICE, "paid");
    }

    function test_buy_OfALimitedTimeIsNoSubscription() public {
        IOffers.Terms memory t = sale();
        t.period = 30 days;
        ILicensing.Order memory o = request(offer(ALICE, ID, t));
        o.periods = 2;
        refuse(o, abi.encodeWithSelector(ILicensing.Licensing_BadPeriods.selector, 2));
        o.periods = 1;
        vm.assertEq(licensing.licenseOf(send(o)).expires, time() + 30 days, "expires");
    }

    function test_buy_RevertWhen_ThePeriodsAreNone() public {
        ILicensing.Order memory o = request(offer(ALICE, ID, subscription()));
        o.periods = 0;
        refuse(o, abi.encodeWithSelector(ILicensing.Licensing_BadPeriods.selector, 0));
    }

    function test_buy_RevertWhen_ItWouldLastTooLong() public {
        IOffers.Terms memory t = subscription();
        (t.period, t.price) = (type(uint32).max, 1);
        ILicensing.Order memory o = request(offer(ALICE, ID, t));
        uint256 most = (uint256(type(uint40).max) - 1 - time()) / t.period;
        o.periods = uint16(most + 1);
        refuse(o, abi.encodeWithSelector(ILicensing.Licensing_TooLong.selector, time() + (most + 1) * t.period));
        o.periods = uint16(most);
        send(o);
    }

    // -------------------------------------------------------------------------------------------------------- the money

    function test_buy_PaysTheTitleInTokens() public {
        uint256 before = token.balanceOf(BOB);
        send(request(offer(ALICE, ID, sale())));
        vm.assertEq(before - token.balanceOf(BOB), PRICE, "paid");
        vm.assertEq(token.balanceOf(address(royalties)), PRICE, "in the vault");
        vm.assertEq(royalties.balanceOf(ID, address(0), address(token)), PRICE, "credited");
    }

    function test_buy_PaysTheTitleInNativeMoney() public {
        bytes32 termsId = offer(ALICE, ID, native());
        vm.deal(BOB, 1 ether);
        vm.prank(BOB);
        licensing.buy{value: 1 ether}(request(termsId), noCredential, noPermit);
        vm.assertEq(address(royalties).balance, 1 ether, "in the vault");
        vm.assertEq(address(licensing).balance, 0, "kept back");
        vm.assertEq(royalties.balanceOf(ID, address(0), address(0)), 1 ether, "credited");
    }

    function test_buy_RevertWhen_TheValueIsWrong() public {
        bytes32 inTokens = offer(ALICE, ID, sale());
        bytes32 inNative = offer(ALICE, ID, native());
        vm.deal(BOB, 3 ether);
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_WrongValue.selector, 0, 1));
        vm.prank(BOB);
        licensing.buy{value: 1}(request(inTokens), noCredential, noPermit);
        for (uint256 i = 0; i < 2; ++i) {
            uint256 value = i == 0 ? 1 ether - 1 : 1 ether + 1;
            vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_WrongValue.selector, 1 ether, value));
            vm.prank(BOB);
            licensing.buy{value: value}(request(inNative), noCredential, noPermit);
        }
    }

    function test_buy_FreeTermsTakeNothing() public {
        IOffers.Terms memory t = sale();
        (t.payment, t.price) = (IOffers.Payment.Free, 0);
        ILicensing.Order memory o = request(offer(ALICE, ID, t));
        (o.receiver, o.maxPrice) = (GUEST, 0);
        vm.prank(GUEST);
        licensing.buy(o, noCredential, noPermit);
        vm.assertEq(token.balanceOf(address(royalties)), 0, "in the vault");
        vm.deal(GUEST, 1);
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_WrongValue.selector, 0, 1));
        vm.prank(GUEST);
        licensing.buy{value: 1}(o, noCredential, noPermit);
    }

    function test_buy_MeteredTermsTakeTheirOpeningPrice() public {
        IOffers.Terms memory t = sale();
        (t.payment, t.unitPrice, t.unit) = (IOffers.Payment.Metered, 5, "token");
        uint256 before = token.balanceOf(BOB);
        send(request(offer(ALICE, ID, t)));
        vm.assertEq(before - token.balanceOf(BOB), PRICE, "paid");
    }

    function test_buy_L3_RevertWhen_ItCostsMoreThanTheMost() public {
        ILicensing.Order memory o = request(offer(ALICE, ID, subscription()));
        (o.periods, o.maxPrice) = (2, 2 * PRICE - 1);
        refuse(o, abi.encodeWithSelector(ILicensing.Licensing_TooDear.selector, 2 * PRICE, 2 * PRICE - 1));
    }

    function testFuzz_buy_L3_NobodyPaysMoreThanHeSaid(uint128 price, uint16 periods, uint256 most) public {
        IOffers.Terms memory t = subscription();
        t.price = uint128(bound(price, 0, 1e9));
        ILicensing.Order memory o = request(offer(ALICE, ID, t));
        (o.periods, o.maxPrice) = (uint16(bound(periods, 1, 1000)), bound(most, 0, 1e12));
        uint256 before = token.balanceOf(BOB);
        uint256 cost = uint256(t.price) * o.periods;
        if (cost > o.maxPrice) {
            refuse(o, abi.encodeWithSelector(ILicensing.Licensing_TooDear.selector, cost, o.maxPrice));
        } else {
            send(o);
        }
        vm.assertLe(before - token.balanceOf(BOB), o.maxPrice, "paid");
    }

    function test_buy_RevertWhen_ThereIsNoAllowance() public {
        ILicensing.Order memory o = request(offer(ALICE, ID, sale()));
        token.mint(GUEST, PRICE);
        vm.expectRevert(
            abi.encodeWithSignature("ERC20InsufficientAllowance(address,uint256,uint256)", royalties, 0, PRICE)
        );
        vm.prank(GUEST);
        licensing.buy(o, noCredential, noPermit);
    }

    // ------------------------------------------------------------------------------------------------------- the permit

    function permitOf(uint256 key, uint256 deadline) private view returns (ILicensing.Permit memory p) {
        (p.value, p.deadline) = (PRICE, deadline);
        address owner = vm.addr(key);
        bytes32 hash = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                owner,
                address(royalties),
                PRICE,
                token.nonces(owner),
                deadline
            )
        );
        (p.v, p.r, p.s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), hash)));
    }

    function buyWith(ILicensing.Permit memory p, bytes32 termsId) private {
        ILicensing.Order memory o = order(ID, termsId, SIGNER, everything());
        vm.prank(SIGNER);
        licensing.buy(o, noCredential, p);
    }

    function test_buy_ByPermit() public {
        bytes32 termsId = offer(ALICE, ID, sale());
        token.mint(SIGNER, PRICE);
        buyWith(permitOf(KEY, time()), termsId);
        vm.assertEq(token.balanceOf(SIGNER), 0, "left");
        vm.assertEq(token.allowance(SIGNER, address(royalties)), 0, "allowance");
    }

    function test_buy_ByPermitThatSomebodyHasSentBefore() public {
        bytes32 termsId = offer(ALICE, ID, sale());
        token.mint(SIGNER, PRICE);
        ILicensing.Permit memory p = permitOf(KEY, time());
        vm.prank(THIEF);
        token.permit(SIGNER, address(royalties), p.value, p.deadline, p.v, p.r, p.s);
        buyWith(p, termsId);
        vm.assertEq(token.balanceOf(SIGNER), 0, "left");
    }

    function test_buy_RevertWhen_ThePermitIsAnothersOrLate() public {
        bytes32 termsId = offer(ALICE, ID, sale());
        token.mint(SIGNER, PRICE);
        bytes memory reason =
            abi.encodeWithSignature("ERC20InsufficientAllowance(address,uint256,uint256)", royalties, 0, PRICE);
        ILicensing.Permit memory p = permitOf(ISSUER_KEY, time());
        vm.expectRevert(reason);
        buyWith(p, termsId);
        p = permitOf(KEY, time());
        pass(1);
        vm.expectRevert(reason);
        buyWith(p, termsId);
    }

    /// @dev The permit is read for the caller only: nobody spends what another has permitted.
    function test_buy_RevertWhen_ThePermitIsUsedByAnother() public {
        bytes32 termsId = offer(ALICE, ID, sale());
        token.mint(SIGNER, PRICE);
        ILicensing.Permit memory p = permitOf(KEY, time());
        ILicensing.Order memory o = order(ID, termsId, GUEST, everything());
        vm.expectRevert(
            abi.encodeWithSignature("ERC20InsufficientAllowance(address,uint256,uint256)", royalties, 0, PRICE)
        );
        vm.prank(GUEST);
        licensing.buy(o, noCredential, p);
    }

    function test_buy_NativeMoneyIgnoresThePermit() public {
        bytes32 termsId = offer(ALICE, ID, native());
        ILicensing.Permit memory p = permitOf(KEY, time());
        vm.deal(BOB, 1 ether);
        vm.prank(BOB);
        licensing.buy{value: 1 ether}(request(termsId), noCredential, p);
    }
}
