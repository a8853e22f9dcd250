// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {Share} from "../../src/Shares/Share.sol";
import {SharesFixture} from "./SharesFixture.t.sol";

contract ShareTokenTest is SharesFixture {
    uint256 private constant KEY = 0xD0E;
    address private immutable DOE = vm.addr(KEY);

    function setUp() public override {
        super.setUp();
        divideAmongThree();
    }

    function delegate(address from, address to) private {
        vm.prank(from);
        share.delegate(to);
    }

    function checkVotes(address account, uint256 votes, string memory what) private view {
        vm.assertEq(share.getVotes(account), votes, what);
    }

    // ---------------------------------------------------------------------------------------------------------- ERC-20

    function test_transfer_MovesShares() public {
        move(ALICE, BOB, 200);
        vm.assertEq(share.balanceOf(ALICE), 300, "Alice");
        vm.assertEq(share.balanceOf(BOB), 500, "Bob");
        vm.assertEq(share.totalSupply(), 1_000, "supply");
    }

    function test_transfer_RevertWhen_TheSenderHasTooFew() public {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, BOB, 300, 301));
        move(BOB, ALICE, 301);
    }

    function test_transfer_RevertWhen_TheReceiverIsTheTokenItself() public {
        vm.expectRevert(abi.encodeWithSelector(Share.Share_ToItself.selector));
        move(BOB, address(share), 1);
    }

    function test_transferFrom_NeedsAnAllowance() public {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, THIEF, 0, 1));
        vm.prank(THIEF);
        share.transferFrom(ALICE, THIEF, 1);
        vm.prank(ALICE);
        share.approve(BOB, 10);
        vm.prank(BOB);
        share.transferFrom(ALICE, CAROL, 10);
        vm.assertEq(share.balanceOf(CAROL), 210, "Carol");
        vm.assertEq(share.allowance(ALICE, BOB), 0, "used up");
    }

    // ---------------------------------------------------------------------------------------------------------- permit

    function permitHash(Share where, uint256 value, uint256 nonce, uint256 deadline) private view returns (bytes32) {
        (, string memory name, string memory version, uint256 chainId, address verifier,,) = where.eip712Domain();
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chainId,
                verifier
            )
        );
        bytes32 typehash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 message = keccak256(abi.encode(typehash, DOE, BOB, value, nonce, deadline));
        return keccak256(abi.encodePacked(hex"1901", domain, message));
    }

    function wrongSigner(address recovered) private view returns (bytes memory) {
        return abi.encodeWithSelector(ERC20Permit.ERC2612InvalidSigner.selector, recovered, DOE);
    }

    function test_permit_AllowsBySignature() public {
        uint256 deadline = time() + 1;
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, permitHash(share, 10, 0, deadline));
        share.permit(DOE, BOB, 10, deadline, v, r, s);
        vm.assertEq(share.allowance(DOE, BOB), 10, "allowance");
        vm.assertEq(share.nonces(DOE), 1, "nonce");
        vm.expectRevert(wrongSigner(ecrecover(permitHash(share, 10, 1, deadline), v, r, s)));
        share.permit(DOE, BOB, 10, deadline, v, r, s);
        vm.warp(deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(ERC20Permit.ERC2612ExpiredSignature.selector, deadline));
        share.permit(DOE, BOB, 10, deadline, v, r, s);
    }

    function test_permit_CountsForItsTokenOnly() public {
        registerFinal(BOB, OTHER);
        Share other = divide(BOB, uint256(OTHER), MAJORITY, three());
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, permitHash(share, 10, 0, time()));
        vm.assertTrue(share.DOMAIN_SEPARATOR() != other.DOMAIN_SEPARATOR(), "domains");
        vm.expectRevert(wrongSigner(ecrecover(permitHash(other, 10, 0, time()), v, r, s)));
        other.permit(DOE, BOB, 10, time(), v, r, s);
        share.permit(DOE, BOB, 10, time(), v, r, s);
    }

    // ----------------------------------------------------------------------------------------------------------- votes

    function test_clock_IsTheTime() public {
        vm.assertEq(share.CLOCK_MODE(), "mode=timestamp", "mode");
        vm.assertEq(share.clock(), time(), "clock");
        pass(3 days);
        vm.assertEq(share.clock(), time(), "later");
    }

    function test_votes_AreOnesOwnWithoutDelegation() public {
        vm.assertEq(share.delegates(ALICE), ALICE, "delegate");
        checkVotes(ALICE, 500, "Alice");
        move(ALICE, THIEF, 100);
        checkVotes(ALICE, 400, "less");
        checkVotes(THIEF, 100, "the buyer's own");
        pass(1);
        vm.assertEq(share.getPastVotes(ALICE, time() - 1), 400, "past votes");
        vm.assertEq(share.getPastTotalSupply(time() - 1), 1_000, "past supply");
    }

    function test_votes_RevertWhen_TheSecondIsNotOver() public {
        vm.expectRevert(abi.encodeWithSelector(Votes.ERC5805FutureLookup.selector, time(), time()));
        share.getPastVotes(ALICE, time());
    }

    function test_delegate_GivesVotesOnce() public {
        delegate(ALICE, CAROL);
        checkVotes(ALICE, 0, "Alice");
        checkVotes(CAROL, 700, "Carol");
        move(ALICE, BOB, 100);
        checkVotes(CAROL, 600, "what Alice sold votes no more through Carol");
        checkVotes(BOB, 400, "but through Bob");
        delegate(ALICE, ALICE);
        checkVotes(ALICE, 400, "taken back");
        checkVotes(CAROL, 200, "Carol's own");
    }

    function test_delegate_ToNobodyIsToOneself() public {
        delegate(BOB, ALICE);
        delegate(ALICE, address(0));
        vm.assertEq(share.delegates(ALICE), ALICE, "delegate");
        checkVotes(ALICE, 800, "Alice's own and Bob's");
        delegate(BOB, address(0));
        checkVotes(ALICE, 500, "Alice's own");
        checkVotes(BOB, 300, "Bob's again");
        move(ALICE, CAROL, 500);
        move(BOB, CAROL, 300);
        checkVotes(CAROL, 1_000, "all");
    }

    function test_delegate_ToNobodyDoesNotBarFromRedeeming() public {
        delegate(CAROL, address(0));
        uint256 motionId = buyOut(7);
        vm.assertEq(redeem(CAROL, motionId), 1_400, "Carol is paid");
    }

    function test_delegateBySig_CountsOnce() public {
        move(ALICE, DOE, 50);
        bytes32 typehash = keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)");
        bytes32 message = keccak256(abi.encode(typehash, BOB, 0, time()));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", share.DOMAIN_SEPARATOR(), message));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, digest);
        share.delegateBySig(BOB, 0, time(), v, r, s);
        checkVotes(BOB, 350, "Bob");
        vm.expectRevert();
        share.delegateBySig(BOB, 0, time(), v, r, s);
    }

    /// @dev Whatever is moved and delegated, to nobody too: every share votes once, through one account.
    function testFuzz_votes_SumToTheSupply(uint256 seed) public {
        address[4] memory cast = [ALICE, BOB, CAROL, DOE];
        for (uint256 step = 0; step < 24; ++step) {
            seed = uint256(keccak256(abi.encode(seed)));
            address from = cast[seed % 4];
            uint256 pick = (seed >> 8) % 5;
            if ((seed >> 16) & 1 == 0) delegate(from, pick == 4 ? address(0) : cast[pick]);
            else move(from, cast[pick % 4], bound(seed >> 24, 0, share.balanceOf(from)));
            uint256[4] memory expected;
            for (uint256 i = 0; i < 4; ++i) {
                for (uint256 j = 0; j < 4; ++j) {
                    if (share.delegates(cast[i]) == cast[j]) expected[j] += share.balanceOf(cast[i]);
                }
            }
            for (uint256 j = 0; j < 4; ++j) {
                checkVotes(cast[j], expected[j], "votes");
            }
        }
    }
}
