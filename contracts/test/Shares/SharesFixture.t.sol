// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IShares} from "../../src/Shares/IShares.sol";
import {Share} from "../../src/Shares/Share.sol";
import {LicensingFixture} from "../Licensing/LicensingFixture.t.sol";

/// @dev A final title of Alice's, and the means to divide it, to pay it and to buy it out.
abstract contract SharesFixture is LicensingFixture {
    address internal constant CAROL = address(0xCA801);
    address internal constant PAYER = address(0x9A7E8);
    address internal constant BIDDER = address(0xB1DDE8);
    uint256 internal constant STEWARD_KEY = 0x57E3A8D;
    address internal constant NATIVE = address(0);
    uint16 internal constant MAJORITY = 6_000;

    address internal immutable STEWARD = vm.addr(STEWARD_KEY);

    uint256 internal id;
    Share internal share;
    /// @dev What `divide` names for offers.
    address internal named;

    function setUp() public virtual override {
        super.setUp();
        id = registerFinal(ALICE, MODEL);
        named = address(token);
        fund(PAYER);
        fund(BIDDER);
        vm.prank(BIDDER);
        token.approve(address(shares), type(uint256).max);
    }

    // ---------------------------------------------------------------------------------------------------------- divide

    function allot(address account, uint96 amount) internal pure returns (IShares.Allotment[] memory list) {
        list = new IShares.Allotment[](1);
        list[0] = IShares.Allotment(account, amount);
    }

    /// @dev 500 for Alice, 300 for Bob, 200 for Carol.
    function three() internal pure returns (IShares.Allotment[] memory list) {
        list = new IShares.Allotment[](3);
        list[0] = IShares.Allotment(ALICE, 500);
        list[1] = IShares.Allotment(BOB, 300);
        list[2] = IShares.Allotment(CAROL, 200);
    }

    function divide(address holder, uint256 titleId, uint16 majority, IShares.Allotment[] memory list)
        internal
        returns (Share)
    {
        vm.prank(holder);
        titles.approve(address(shares), titleId);
        vm.prank(holder);
        return Share(shares.divide(titleId, "Shares of a model", "MODEL", majority, STEWARD, named, list));
    }

    /// @dev Alice's title among the three; a second later, when they have votes.
    function divideAmongThree() internal {
        share = divide(ALICE, id, MAJORITY, three());
        pass(1);
    }

    /// @dev The same with another title, for offers in another currency.
    function divideFor(address currency) internal {
        id = registerFinal(ALICE, OTHER);
        named = currency;
        divideAmongThree();
    }

    function move(address from, address to, uint256 amount) internal {
        vm.prank(from);
        share.transfer(to, amount);
    }

    // ---------------------------------------------------------------------------------------------------------- income

    function pay(uint256 titleId, uint256 amount) internal {
        vm.prank(PAYER);
        royalties.pay(titleId, address(token), amount);
    }

    function payNative(uint256 titleId, uint256 amount) internal {
        royalties.pay{value: amount}(titleId, NATIVE, amount);
    }

    /// @dev What arrives at a fresh address.
    function claim(Share from, address account, address currency) internal returns (uint256 amount) {
        address to = address(uint160(uint256(keccak256(abi.encode(from, account, currency, gasleft())))));
        vm.prank(account);
        amount = from.claim(currency, to);
        vm.assertEq(currency == NATIVE ? to.balance : token.balanceOf(to), amount, "what was sent");
    }

    function claim(address account) internal returns (uint256) {
        return claim(share, account, address(token));
    }

    function checkClaimable(address account, uint256 amount, string memory what) internal view {
        vm.assertEq(share.claimable(account, address(token)), amount, what);
    }

    function refuseClaim(address account, address currency) internal {
        vm.expectRevert(abi.encodeWithSelector(Share.Share_NothingToClaim.selector, account, currency));
        vm.prank(account);
        share.claim(currency, account);
    }

    // --------------------------------------------------------------------------------------------------------- motions

    function bid(uint128 price) internal returns (uint256 motionId) {
        vm.prank(BIDDER);
        return shares.offerBuyout(address(share), address(token), price);
    }

    function accept(address account, uint256 motionId) internal {
        vm.prank(account);
        shares.accept(motionId);
    }

    function redeem(address account, uint256 motionId) internal returns (uint256) {
        vm.prank(account);
        return shares.redeem(motionId, account);
    }

    /// @dev Accepted by Alice and Bob, who have 800 of the 1,000 votes.
    function buyOut(uint128 price) internal returns (uint256 motionId) {
        motionId = bid(price);
        accept(ALICE, motionId);
        accept(BOB, motionId);
    }
}
