// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ITitles} from "../../src/Titles/ITitles.sol";
import {Titles} from "../../src/Titles/Titles.sol";
import {HostileWallet, Wallet} from "./Accounts.t.sol";
import {TitlesFixture} from "./TitlesFixture.t.sol";

contract RegisterForTest is TitlesFixture {
    uint256 private constant KEY = 0xC0FFEE;
    address private immutable SIGNER = vm.addr(KEY);
    address private constant RELAYER = address(0x3E1A);

    function send(address owner, ITitles.Registration memory r, uint256 deadline, bytes memory signature) private {
        vm.prank(RELAYER);
        titles.registerFor(owner, r, noProof, deadline, signature);
    }

    function refuseSignature(address owner, ITitles.Registration memory r, bytes memory signature) private {
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_BadSignature.selector, owner));
        send(owner, r, time(), signature);
    }

    function signed(ITitles.Registration memory r) private view returns (bytes memory) {
        return sign(KEY, registerHash(SIGNER, r, titles.nonces(SIGNER), time()));
    }

    function test_registerFor_AnOperatorNeedsNoSignature() public {
        vm.prank(ALICE);
        titles.setApprovalForAll(RELAYER, true);
        send(ALICE, statement(MODEL), 0, "");
        checkRecord(uint256(MODEL), ALICE, time());
        vm.assertEq(titles.nonces(ALICE), 0, "nonce");
    }

    function test_registerFor_RevertWhen_TheOperatorIsDismissed() public {
        vm.prank(ALICE);
        titles.setApprovalForAll(RELAYER, true);
        vm.prank(ALICE);
        titles.setApprovalForAll(RELAYER, false);
        refuseSignature(ALICE, statement(MODEL), "");
    }

    function test_registerFor_RevertWhen_TheDeadlineHasPassed() public {
        ITitles.Registration memory r = statement(MODEL);
        bytes memory signature = signed(r);
        uint256 deadline = time();
        pass(1);
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_SignatureExpired.selector, deadline));
        send(SIGNER, r, deadline, signature);
    }

    function test_registerFor_RevertWhen_AnotherHasSigned() public {
        ITitles.Registration memory r = statement(MODEL);
        refuseSignature(SIGNER, r, sign(KEY + 1, registerHash(SIGNER, r, 0, time())));
        refuseSignature(ALICE, r, signed(r));
    }

    /// @dev One field after the other is changed by whoever relays.
    function test_registerFor_RevertWhen_AnyFieldDiffers() public {
        uint256 parent = register(BOB, OTHER);
        for (uint256 field = 0; field < 13; ++field) {
            ITitles.Registration memory r = withParent(statement(MODEL), parent, 500);
            bytes memory signature = signed(r);
            if (field == 0) r.fingerprint = keccak256("else");
            if (field == 1) r.manifestDigest = keccak256("else");
            if (field == 2) r.tensorRoot = 0;
            if (field == 3) r.kind = ITitles.Kind.Dataset;
            if (field == 4) r.name = "A modeL";
            if (field == 5) r.parents[0].royalty = 499;
            if (field == 6) r.parents[0].title = parent ^ 1;
            if (field == 7) r.parents = noParents;
            if (field == 8) r.arbitrator = RELAYER;
            if (field == 9) r.resaleRoyalty = 1;
            if (field == 10) r.anchorRoot = bytes32(uint256(1));
            if (field == 11) r.salt = bytes32(uint256(1));
            if (field < 12) refuseSignature(SIGNER, r, signature);
            else send(SIGNER, r, time(), signature);
        }
    }

    function test_registerFor_RevertWhen_ARelayerDropsTheAnchor() public {
        anchor(SIGNER, MODEL);
        ITitles.Registration memory r = anchored(SIGNER, MODEL);
        bytes memory signature = signed(r);
        r.anchorRoot = 0;
        r.salt = 0;
        refuseSignature(SIGNER, r, signature);
    }

    function test_registerFor_RevertWhen_SignedForAnotherChain() public {
        ITitles.Registration memory r = statement(MODEL);
        bytes memory signature = signed(r);
        vm.chainId(137);
        refuseSignature(SIGNER, r, signature);
    }

    function test_registerFor_RevertWhen_SignedForAnotherContract() public {
        ITitles.Registration memory r = statement(MODEL);
        Titles first = titles;
        found(PERIOD);
        Titles twin = titles;
        titles = first;
        refuseSignature(SIGNER, r, sign(KEY, messages.register(twin, SIGNER, r, 0, time())));
    }

    function test_registerFor_RevertWhen_SignedWithALaterNonce() public {
        ITitles.Registration memory r = statement(MODEL);
        refuseSignature(SIGNER, r, sign(KEY, registerHash(SIGNER, r, 1, time())));
    }

    function test_registerFor_RevertWhen_SignedAsAPublication() public {
        ITitles.Registration memory r = statement(MODEL);
        bytes memory signature = sign(KEY, publishHash(uint256(MODEL), versionOf(MODEL), 0, time()));
        refuseSignature(SIGNER, r, signature);
    }

    function test_registerFor_RevertWhen_TheOwnerIsZero() public {
        refuseSignature(address(0), statement(MODEL), new bytes(65));
        refuseSignature(address(0), statement(MODEL), "");
    }

    function test_registerFor_RevertWhen_TheSignatureIsMalformed() public {
        ITitles.Registration memory r = statement(MODEL);
        (uint8 v, bytes32 rr, bytes32 s) = vm.sign(KEY, registerHash(SIGNER, r, 0, time()));
        // The twin of the same signature with s in the upper half of the order.
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        refuseSignature(SIGNER, r, abi.encodePacked(rr, bytes32(order - uint256(s)), v ^ 7));
        // EIP-2098's compact form, a byte too many, a byte too few, v of 0 or 1, nothing.
        refuseSignature(SIGNER, r, abi.encodePacked(rr, bytes32(uint256(s) | (uint256(v - 27) << 255))));
        refuseSignature(SIGNER, r, abi.encodePacked(rr, s, v, uint8(0)));
        refuseSignature(SIGNER, r, abi.encodePacked(rr, bytes31(s), v));
        refuseSignature(SIGNER, r, abi.encodePacked(rr, s, v - 27));
        refuseSignature(SIGNER, r, "");
        send(SIGNER, r, time(), abi.encodePacked(rr, s, v));
    }

    /// @dev The fingerprint is free again in between, so that only the nonce stands against the replay.
    function test_registerFor_RevertWhen_TheSignatureIsReplayed() public {
        uint256 titleId = register(ALICE, OTHER);
        anchor(ALICE, MODEL);
        pass(1);
        ITitles.Registration memory r = statement(MODEL);
        uint256 deadline = time() + 1 days;
        bytes memory signature = sign(KEY, registerHash(SIGNER, r, 0, deadline));
        send(SIGNER, r, deadline, signature);
        publish(ALICE, titleId, anchoredVersion(ALICE, MODEL));
        vm.prank(JUDGE);
        titles.strike(MODEL);
        vm.assertEq(titles.titleOf(MODEL), 0, "free");
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_BadSignature.selector, SIGNER));
        send(SIGNER, r, deadline, signature);
        send(SIGNER, r, deadline, sign(KEY, registerHash(SIGNER, r, 1, deadline)));
    }

    function test_registerFor_AContractAccountSignsByItsOwnRule() public {
        Wallet wallet = new Wallet(SIGNER);
        ITitles.Registration memory r = statement(MODEL);
        send(address(wallet), r, time(), sign(KEY, registerHash(address(wallet), r, 0, time())));
        checkRecord(uint256(MODEL), address(wallet), time());
    }

    function test_registerFor_RevertWhen_TheContractAccountRefuses() public {
        Wallet wallet = new Wallet(SIGNER);
        ITitles.Registration memory r = statement(MODEL);
        // Signed by the wallet's key, but for the key's own account.
        refuseSignature(address(wallet), r, sign(KEY, registerHash(ALICE, r, 0, time())));
    }

    function test_registerFor_RevertWhen_TheContractAccountIsHostile() public {
        for (uint256 way = 0; way < 4; ++way) {
            HostileWallet wallet = new HostileWallet(HostileWallet.Way(way));
            refuseSignature(address(wallet), statement(MODEL), "");
        }
    }

    function test_registerFor_GivesTheTitleToTheSigner() public {
        ITitles.Registration memory r = statement(MODEL);
        send(SIGNER, r, time(), signed(r));
        checkRecord(uint256(MODEL), SIGNER, time());
        vm.assertEq(titles.nonces(SIGNER), 1, "nonce");
    }

    function test_registerFor_GivesTheResaleRoyaltyToTheSigner() public {
        ITitles.Registration memory r = statement(MODEL);
        r.resaleRoyalty = 500;
        send(SIGNER, r, time(), signed(r));
        (address receiver, uint256 amount) = titles.royaltyInfo(uint256(MODEL), 1 ether);
        vm.assertEq(receiver, royalties.tillOf(uint256(MODEL)), "receiver");
        vm.assertEq(titles.resaleReceiverOf(uint256(MODEL)), SIGNER, "whose");
        vm.assertEq(amount, 0.05 ether, "amount");
    }

    function test_registerFor_AtTheLastSecond() public {
        ITitles.Registration memory r = statement(MODEL);
        uint256 deadline = time() + 1 hours;
        bytes memory signature = sign(KEY, registerHash(SIGNER, r, 0, deadline));
        pass(1 hours);
        send(SIGNER, r, deadline, signature);
        checkRecord(uint256(MODEL), SIGNER, deadline);
    }

    function test_registerFor_FollowsAForkOfTheChain() public {
        ITitles.Registration memory r = statement(MODEL);
        vm.chainId(137);
        send(SIGNER, r, time(), signed(r));
        vm.assertEq(titles.ownerOf(uint256(MODEL)), SIGNER, "owner");
    }

    function test_registerFor_TakesPriorityFromTheSignersAnchor() public {
        uint256 start = time();
        anchor(SIGNER, MODEL);
        pass(2 days);
        ITitles.Registration memory r = anchored(SIGNER, MODEL);
        send(SIGNER, r, time(), signed(r));
        checkRecord(uint256(MODEL), SIGNER, start);
    }
}
