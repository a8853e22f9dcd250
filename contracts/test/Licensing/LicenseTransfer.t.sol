// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILicensing} from "../../src/Licensing/ILicensing.sol";
import {IOffers} from "../../src/Licensing/IOffers.sol";
import {TermsCodec} from "../../src/Licensing/TermsCodec.sol";
import {ReentrantReceiver} from "../Titles/Accounts.t.sol";
import {LicensingCast} from "./LicensingCast.t.sol";

contract LicenseTransferTest is LicensingCast {
    bytes32 private termsId;

    function setUp() public override {
        super.setUp();
        registerFinal(ALICE, MODEL);
        IOffers.Terms memory t = subscription();
        t.rights |= TermsCodec.TRANSFERABLE;
        termsId = offer(ALICE, ID, t);
    }

    function take(address buyer) private returns (uint256) {
        return buy(buyer, ID, termsId, everything());
    }

    function move(address from, address to, uint256 licenseId) private {
        vm.prank(from);
        licensing.transferFrom(from, to, licenseId);
    }

    function licensed(address account) private view returns (bool) {
        return licensing.isLicensed(ID, account, 56, 0, 1, time());
    }

    function soulbound(uint256 licenseId) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ILicensing.Licensing_Soulbound.selector, licenseId);
    }

    // -------------------------------------------------------------------------------------------------------- soulbound

    function test_transfer_L4_RevertWhen_TheTermsDoNotLetIt() public {
        uint256 licenseId = buy(BOB, ID, offer(ALICE, ID, sale()), everything());
        vm.expectRevert(soulbound(licenseId));
        move(BOB, THIEF, licenseId);
        vm.expectRevert(soulbound(licenseId));
        vm.prank(BOB);
        licensing.safeTransferFrom(BOB, THIEF, licenseId);
        vm.prank(BOB);
        licensing.approve(THIEF, licenseId);
        vm.expectRevert(soulbound(licenseId));
        vm.prank(THIEF);
        licensing.transferFrom(BOB, THIEF, licenseId);
    }

    /// @dev Else it would count for an account whose credential nobody has seen.
    function test_transfer_RevertWhen_ThereIsNoLicense() public {
        vm.expectRevert();
        move(BOB, THIEF, 1);
    }

    function test_transfer_L4_RevertWhen_TheCallerIsAnother() public {
        uint256 licenseId = take(BOB);
        vm.expectRevert(abi.encodeWithSignature("NotOwnerNorApproved()"));
        vm.prank(THIEF);
        licensing.transferFrom(BOB, THIEF, licenseId);
        vm.expectRevert(abi.encodeWithSignature("TransferFromIncorrectOwner()"));
        vm.prank(THIEF);
        licensing.transferFrom(THIEF, ALICE, licenseId);
        vm.assertEq(licensing.licensesOf(ID, THIEF).length, 0, "none");
    }

    // ----------------------------------------------------------------------------------------------------- transferable

    function test_transfer_TheRightGoesAlong() public {
        uint256 licenseId = take(BOB);
        move(BOB, THIEF, licenseId);
        vm.assertTrue(!licensed(BOB), "no more");
        vm.assertTrue(licensed(THIEF), "but the receiver");
        vm.assertEq(licensing.licenseOf(licenseId).licensee, THIEF, "licensee");
        vm.assertEq(licensing.licensesOf(ID, BOB).length, 0, "Bob's");
        vm.assertEq(licensing.licensesOf(ID, THIEF)[0], licenseId, "the receiver's");
    }

    function test_transfer_AndBack() public {
        uint256 licenseId = take(BOB);
        take(THIEF);
        move(BOB, THIEF, licenseId);
        vm.assertEq(licensing.licensesOf(ID, THIEF).length, 2, "two");
        move(THIEF, BOB, licenseId);
        vm.assertEq(licensing.licensesOf(ID, THIEF).length, 1, "his own");
        vm.assertEq(licensing.licensesOf(ID, BOB).length, 1, "once");
        vm.assertTrue(licensed(BOB), "licensed");
        move(BOB, BOB, licenseId);
        vm.assertEq(licensing.licensesOf(ID, BOB).length, 1, "once still");
    }

    /// @dev The next license bought for an account whose first has gone is its second all the same.
    function test_transfer_NoIdIsGivenTwice() public {
        uint256 licenseId = take(BOB);
        move(BOB, THIEF, licenseId);
        vm.assertEq(take(BOB), licensing.licenseIdOf(ID, BOB, 1), "id");
        vm.assertTrue(licensed(BOB), "licensed");
    }

    function test_transfer_RevertWhen_TheReceiverHasReceivedEight() public {
        uint256[] memory ids = new uint256[](9);
        for (uint256 i = 0; i < 9; ++i) {
            ids[i] = take(BOB);
            if (i < 8) move(BOB, THIEF, ids[i]);
        }
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_TooManyReceived.selector, ID, THIEF));
        move(BOB, THIEF, ids[8]);
        move(THIEF, ALICE, ids[3]);
        move(BOB, THIEF, ids[8]);
        vm.assertEq(licensing.licensesOf(ID, THIEF).length, 8, "eight");
        vm.assertTrue(licensed(THIEF), "licensed");
    }

    /// @dev Whatever moves where: each account finds exactly the licenses that it owns.
    function testFuzz_transfer_L7_EachFindsItsOwn(uint256 seed) public {
        address[3] memory cast = [ALICE, BOB, THIEF];
        uint256[] memory ids = new uint256[](6);
        for (uint256 i = 0; i < 6; ++i) {
            ids[i] = take(cast[i % 3]);
        }
        for (uint256 i = 0; i < 12; ++i) {
            uint256 licenseId = ids[draw(seed, 2 * i) % 6];
            move(licensing.ownerOf(licenseId), cast[draw(seed, 2 * i + 1) % 3], licenseId);
        }
        for (uint256 who = 0; who < 3; ++who) {
            uint256[] memory found_ = licensing.licensesOf(ID, cast[who]);
            vm.assertEq(found_.length, licensing.balanceOf(cast[who]), "count");
            for (uint256 i = 0; i < found_.length; ++i) {
                vm.assertEq(licensing.ownerOf(found_[i]), cast[who], "owner");
                for (uint256 j = 0; j < i; ++j) {
                    vm.assertTrue(found_[j] != found_[i], "twice");
                }
            }
        }
    }

    function test_transfer_TheNewHolderRenewsAndCancels() public {
        uint256 licenseId = take(BOB);
        move(BOB, THIEF, licenseId);
        vm.prank(THIEF);
        licensing.renew(licenseId, 1, PRICE, noPermit);
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_NoLicense.selector, licenseId));
        vm.prank(BOB);
        licensing.cancelSubscription(licenseId);
        vm.prank(THIEF);
        licensing.cancelSubscription(licenseId);
        vm.assertTrue(!licensed(THIEF), "canceled");
    }

    function test_transfer_ASafeOneAsksTheReceiver() public {
        uint256 licenseId = take(BOB);
        vm.expectRevert();
        vm.prank(BOB);
        licensing.safeTransferFrom(BOB, address(token), licenseId);
        ReentrantReceiver receiver = new ReentrantReceiver(statement(OTHER));
        vm.expectRevert();
        vm.prank(BOB);
        licensing.safeTransferFrom(BOB, address(receiver), licenseId);
    }

    /// @dev ERC-721 lets money come along. It would never get out again.
    function test_transfer_RevertWhen_MoneyComesAlong() public {
        uint256 licenseId = take(BOB);
        vm.deal(BOB, 3);
        bytes memory reason = abi.encodeWithSelector(ILicensing.Licensing_WrongValue.selector, 0, 1);
        vm.expectRevert(reason);
        vm.prank(BOB);
        licensing.transferFrom{value: 1}(BOB, THIEF, licenseId);
        vm.expectRevert(reason);
        vm.prank(BOB);
        licensing.safeTransferFrom{value: 1}(BOB, THIEF, licenseId);
        vm.expectRevert(reason);
        vm.prank(BOB);
        licensing.approve{value: 1}(THIEF, licenseId);
        vm.expectRevert(reason);
        vm.prank(BOB);
        licensing.transferFrom{value: 1}(BOB, BOB, licenseId);
    }

    // -------------------------------------------------------------------------------------------------------- metadata

    function test_tokenURI_TellsTitleTermsAndTimes() public {
        uint256 licenseId = take(BOB);
        string memory uri = licensing.tokenURI(licenseId);
        vm.assertTrue(contains(uri, vm.toString(time())), "since");
        vm.assertTrue(contains(uri, string.concat('"expires":', vm.toString(time() + 30 days), "}")), "expires");
        licenseId = buy(BOB, ID, offer(ALICE, ID, sale()), everything());
        vm.assertTrue(contains(licensing.tokenURI(licenseId), '"expires":null}'), "for ever");
        vm.assertEq(licensing.name(), "ModelDeed License", "name");
        vm.assertEq(licensing.symbol(), "LICENSE", "symbol");
    }

    function test_tokenURI_RevertWhen_ThereIsNoLicense() public {
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_NoLicense.selector, 1));
        licensing.tokenURI(1);
    }

    function contains(string memory text, string memory part) private pure returns (bool) {
        bytes memory t = bytes(text);
        bytes memory p = bytes(part);
        for (uint256 i = 0; i + p.length <= t.length; ++i) {
            uint256 j = 0;
            while (j < p.length && t[i + j] == p[j]) ++j;
            if (j == p.length) return true;
        }
        return false;
    }
}
