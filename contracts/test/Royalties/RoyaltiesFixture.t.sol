// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOffers} from "../../src/Licensing/IOffers.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {LicensingFixture} from "../Licensing/LicensingFixture.t.sol";

/// @dev Titles bound to their parents, payers with money, and a look at everybody's accounts.
abstract contract RoyaltiesFixture is LicensingFixture {
    address internal constant CAROL = address(0xCA401);
    address internal constant NATIVE = address(0);
    uint256 internal constant WHOLE = 1e12;

    function setUp() public virtual override {
        super.setUp();
        fund(CAROL);
        for (uint256 i = 0; i < 4; ++i) {
            payable([ALICE, BOB, THIEF, CAROL][i]).transfer(1000 ether);
        }
    }

    /// @dev Ids ascend with `i`, as parents must.
    function fp(uint256 i) internal pure returns (bytes32) {
        return bytes32((i + 1) << 128);
    }

    function idOf(uint256 i) internal pure returns (uint256) {
        return uint256(fp(i));
    }

    function one(uint256 parent, uint16 royalty) internal pure returns (ITitles.Parent[] memory list) {
        list = new ITitles.Parent[](1);
        list[0] = ITitles.Parent(parent, royalty);
    }

    function two(uint256 a, uint16 royaltyA, uint256 b, uint16 royaltyB)
        internal
        pure
        returns (ITitles.Parent[] memory list)
    {
        list = new ITitles.Parent[](2);
        (list[0], list[1]) = (ITitles.Parent(a, royaltyA), ITitles.Parent(b, royaltyB));
    }

    /// @dev Registered through `Offers`, which binds it; no license is asked for.
    function bind(address owner, ITitles.Registration memory r) internal returns (uint256 titleId) {
        vm.prank(owner);
        return offers.register(r, noProof, new uint256[](r.parents.length), new IOffers.Terms[](0));
    }

    function bind(address owner, bytes32 fingerprint, ITitles.Parent[] memory parents) internal returns (uint256) {
        ITitles.Registration memory r = statement(fingerprint);
        r.parents = parents;
        return bind(owner, r);
    }

    /// @dev With a resale royalty of a twentieth.
    function resellable(bytes32 fingerprint) internal view returns (ITitles.Registration memory r) {
        r = statement(fingerprint);
        r.resaleRoyalty = 500;
    }

    function pay(address payer, uint256 asset, address currency, uint256 amount) internal returns (uint256) {
        vm.prank(payer);
        return royalties.pay{value: currency == NATIVE ? amount : 0}(asset, currency, amount);
    }

    function sell(uint256 titleId, address from, address to) internal {
        vm.prank(from);
        titles.transferFrom(from, to, titleId);
    }

    function award(uint256 titleId, address to) internal {
        vm.prank(JUDGE);
        titles.award(titleId, to);
    }

    function dispute(uint256 titleId, bool disputed) internal {
        vm.prank(JUDGE);
        titles.setDisputed(titleId, disputed);
    }

    function held(address account, address currency) internal view returns (uint256) {
        return currency == NATIVE ? account.balance : token.balanceOf(account);
    }

    function checkBalance(uint256 titleId, address payee, address currency, uint256 amount, string memory what)
        internal
        view
    {
        vm.assertEq(royalties.balanceOf(titleId, payee, currency), amount, what);
    }

    function checkDue(uint256 titleId, address account, address currency, uint256 due, uint256 waiting) internal view {
        (uint256 d, uint256 w) = royalties.dueTo(titleId, account, currency);
        vm.assertEq(d, due, "due");
        vm.assertEq(w, waiting, "waiting");
    }

    /// @dev Registered, bound, and past its contest period.
    function bindFinal(address owner, bytes32 fingerprint, ITitles.Parent[] memory parents)
        internal
        returns (uint256 titleId)
    {
        titleId = bind(owner, fingerprint, parents);
        pass(PERIOD);
    }

    function checkKept(uint256 titleId, address payee, address currency, uint256 amount) internal view {
        vm.assertEq(royalties.keptOf(titleId, payee, currency), amount, "kept");
    }

    /// @dev Withdraws, and holds what arrives, what is answered and what was due against the amount.
    function take(address account, uint256 titleId, address currency, uint256 amount) internal {
        (uint256 due,) = royalties.dueTo(titleId, account, currency);
        vm.assertEq(due, amount, "due before");
        uint256 before = held(account, currency);
        vm.prank(account);
        vm.assertEq(royalties.withdraw(titleId, currency, account), amount, "answered");
        vm.assertEq(held(account, currency) - before, amount, "arrived");
        (due,) = royalties.dueTo(titleId, account, currency);
        vm.assertEq(due, 0, "due after");
    }

    function refuseWithdraw(address account, uint256 titleId, address currency, bytes memory reason) internal {
        vm.expectRevert(reason);
        vm.prank(account);
        royalties.withdraw(titleId, currency, account);
    }
}
