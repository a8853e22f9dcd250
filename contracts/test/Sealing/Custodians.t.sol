// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Custodians} from "../../src/Sealing/Custodians.sol";
import {ICustodians} from "../../src/Sealing/ICustodians.sol";
import {CustodiansFixture} from "./CustodiansFixture.t.sol";

contract CustodiansTest is CustodiansFixture {
    struct Evidence {
        ICustodians.Checkpoint first;
        bytes firstSignature;
        ICustodians.Checkpoint second;
        bytes secondSignature;
    }

    function evidence(uint64 otherSize, bytes32 otherRoot, uint256 secret) private view returns (Evidence memory e) {
        e.first = ICustodians.Checkpoint(7, keccak256("one"));
        e.second = ICustodians.Checkpoint(otherSize, otherRoot);
        (e.firstSignature, e.secondSignature) = (signed(SECRET, e.first), signed(secret, e.second));
    }

    function report(Evidence memory e) private {
        vm.prank(BOB);
        custodians.proveEquivocation(carol, e.first, e.firstSignature, e.second, e.secondSignature);
    }

    function refuse(Evidence memory e, bytes memory reason) private {
        vm.expectRevert(reason);
        report(e);
    }

    function test_join_WithABond() public {
        reserve(carol, KEY);
        vm.expectEmit();
        emit ICustodians.Joined(carol, KEY, DE, URL);
        vm.expectEmit();
        emit ICustodians.Bonded(carol, 3 ether, 3 ether);
        join(3 ether, signedJoin(SECRET, carol, KEY));
        ICustodians.Custodian memory c = custodians.custodianOf(carol);
        vm.assertEq(c.key, KEY, "key");
        vm.assertEq(c.territories, DE, "territories");
        vm.assertEq(uint256(c.bond), 3 ether, "bond");
        vm.assertEq(uint256(c.joinedAt), time(), "joined");
        vm.assertEq(uint256(c.leftAt), 0, "left");
        vm.assertEq(c.url, URL, "url");
        vm.assertEq(custodians.accountOf(KEY), carol, "account");
    }

    function test_join_RevertWhen_Twice() public {
        join(0);
        bytes memory signature = signedJoin(SECRET, carol, OTHER);
        vm.expectRevert(abi.encodeWithSelector(ICustodians.Custodians_Joined.selector, carol));
        vm.prank(carol);
        custodians.join(OTHER, URL, DE, signature);
    }

    function test_join_RevertWhen_AfterLeaving() public {
        join(0);
        leave();
        refuseJoin(KEY, URL, DE, abi.encodeWithSelector(ICustodians.Custodians_Joined.selector, carol));
    }

    function test_join_RevertWhen_TheKeyIsZero() public {
        refuseJoin(0, URL, DE, abi.encodePacked(ICustodians.Custodians_NoKey.selector));
    }

    function test_join_K3_RevertWhen_TheKeyIsAnothers() public {
        join(0);
        leave();
        address dave = vm.addr(DAVES);
        reserve(dave, KEY);
        bytes memory signature = signedJoin(DAVES, dave, KEY);
        vm.expectRevert(abi.encodeWithSelector(ICustodians.Custodians_KeyTaken.selector, KEY, carol));
        vm.prank(dave);
        custodians.join(KEY, URL, DE, signature);
    }

    function test_join_K7_RevertWhen_TheKeyWasNotReservedInAnEarlierBlock() public {
        bytes memory reason = abi.encodeWithSelector(ICustodians.Custodians_NotReserved.selector, KEY, carol);
        refuseJoin(KEY, URL, DE, reason);
        custodians.reserve(custodians.commitmentOf(vm.addr(DAVES), KEY)); // for another
        vm.roll(vm.getBlockNumber() + 1);
        refuseJoin(KEY, URL, DE, reason);
        custodians.reserve(custodians.commitmentOf(carol, KEY)); // in this very block
        refuseJoin(KEY, URL, DE, reason);
        vm.roll(vm.getBlockNumber() + 1);
        join(0, signedJoin(SECRET, carol, KEY));
    }

    function test_join_K7_AThiefWhoReadsThePendingJoinIsTooLate() public {
        reserve(carol, KEY);
        address dave = vm.addr(DAVES);
        custodians.reserve(custodians.commitmentOf(dave, KEY)); // he saw the key just now
        bytes memory signature = signedJoin(DAVES, dave, KEY);
        vm.expectRevert(abi.encodeWithSelector(ICustodians.Custodians_NotReserved.selector, KEY, dave));
        vm.prank(dave);
        custodians.join(KEY, URL, DE, signature);
        join(0, signedJoin(SECRET, carol, KEY)); // in the same block
        vm.assertEq(custodians.accountOf(KEY), carol, "account");
    }

    function test_join_K6_RevertWhen_TheAccountHasCode() public {
        reserve(carol, KEY);
        vm.etch(carol, abi.encodePacked(hex"ef0100", address(custodians))); // delegates (EIP-7702)
        refuseJoin(KEY, URL, DE, abi.encodeWithSelector(ICustodians.Custodians_HasCode.selector, carol));
    }

    function test_join_K6_RevertWhen_TheAccountHasNoKey() public {
        address next = vm.computeCreateAddress(address(this), vm.getNonce(address(this)));
        reserve(next, KEY);
        bytes memory signature = signedJoin(SECRET, next, KEY);
        vm.expectRevert(abi.encodeWithSelector(ICustodians.Custodians_WrongSignature.selector, next));
        new JoinsAtBirth(custodians, KEY, signature);
    }

    function test_join_K6_RevertWhen_SignedForAnotherKeyOrByAnother() public {
        reserve(carol, KEY);
        bytes[2] memory signatures = [signedJoin(SECRET, carol, OTHER), signedJoin(DAVES, carol, KEY)];
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSelector(ICustodians.Custodians_WrongSignature.selector, carol));
            join(0, signatures[i]);
        }
    }

    function test_join_RevertWhen_TheAddressIsEmptyOrTooLong() public {
        reserve(carol, KEY);
        refuseJoin(KEY, "", DE, abi.encodeWithSelector(ICustodians.Custodians_BadUrl.selector, 0));
        refuseJoin(KEY, string(new bytes(257)), DE, abi.encodeWithSelector(ICustodians.Custodians_BadUrl.selector, 257));
        bytes memory signature = signedJoin(SECRET, carol, KEY);
        vm.prank(carol);
        custodians.join(KEY, string(new bytes(256)), DE, signature);
    }

    function test_join_RevertWhen_NoTerritoryIsServed() public {
        refuseJoin(KEY, URL, 0, abi.encodePacked(ICustodians.Custodians_NoTerritory.selector));
    }

    function test_reserve_TheFirstTimeStands() public {
        bytes32 commitment = custodians.commitmentOf(carol, KEY);
        vm.assertEq(commitment, keccak256(abi.encode(carol, KEY)), "commitment");
        uint256 first = vm.getBlockNumber();
        vm.expectEmit();
        emit ICustodians.KeyReserved(commitment);
        custodians.reserve(commitment);
        vm.roll(first + 5);
        vm.prank(BOB);
        custodians.reserve(commitment);
        vm.assertEq(custodians.reservedIn(commitment), first, "block");
    }

    function test_changeKey_TheKeysBeforeStayItsOwn() public {
        join(0);
        reserve(carol, OTHER);
        vm.expectEmit();
        emit ICustodians.KeyChanged(carol, OTHER);
        vm.prank(carol);
        custodians.changeKey(OTHER);
        vm.assertEq(custodians.custodianOf(carol).key, OTHER, "key");
        vm.assertEq(custodians.accountOf(OTHER), carol, "new");
        vm.assertEq(custodians.accountOf(KEY), carol, "old");
        vm.expectRevert(abi.encodeWithSelector(ICustodians.Custodians_KeyTaken.selector, KEY, carol));
        vm.prank(carol);
        custodians.changeKey(KEY);
    }

    function test_changeKey_RevertWhen_NotReservedOrNotServing() public {
        join(0);
        vm.expectRevert(abi.encodeWithSelector(ICustodians.Custodians_NotReserved.selector, OTHER, carol));
        vm.prank(carol);
        custodians.changeKey(OTHER);
        leave();
        reserve(carol, OTHER);
        vm.expectRevert(abi.encodeWithSelector(ICustodians.Custodians_NotServing.selector, carol));
        vm.prank(carol);
        custodians.changeKey(OTHER);
    }

    function test_change_ByItself() public {
        join(0);
        vm.expectEmit();
        emit ICustodians.Changed(carol, DE | 1, "https://new.example/");
        vm.prank(carol);
        custodians.change("https://new.example/", DE | 1);
        vm.assertEq(custodians.custodianOf(carol).url, "https://new.example/", "url");
        vm.assertEq(custodians.custodianOf(carol).territories, DE | 1, "territories");
    }

    function test_change_RevertWhen_NotServing() public {
        vm.expectRevert(abi.encodeWithSelector(ICustodians.Custodians_NotServing.selector, BOB));
        vm.prank(BOB);
        custodians.change(URL, DE);
        join(0);
        leave();
        vm.expectRevert(abi.encodeWithSelector(ICustodians.Custodians_NotServing.selector, carol));
        vm.prank(carol);
        custodians.change(URL, DE);
    }

    function test_addBond_Adds() public {
        join(1 ether);
        vm.expectEmit();
        emit ICustodians.Bonded(carol, 2 ether, 3 ether);
        vm.prank(carol);
        custodians.addBond{value: 2 ether}();
        vm.assertEq(uint256(custodians.custodianOf(carol).bond), 3 ether, "bond");
    }

    function test_addBond_RevertWhen_NothingIsPaid() public {
        join(0);
        vm.expectRevert(abi.encodeWithSelector(ICustodians.Custodians_NoBond.selector, carol));
        vm.prank(carol);
        custodians.addBond();
    }

    function test_withdrawBond_AfterTheWait() public {
        join(3 ether);
        leave();
        vm.warp(time() + 30 days);
        vm.expectEmit();
        emit ICustodians.BondReturned(carol, BOB, 3 ether);
        vm.prank(carol);
        custodians.withdrawBond(payable(BOB));
        vm.assertEq(BOB.balance, 103 ether, "paid");
        vm.assertEq(address(custodians).balance, 0, "held");
    }

    function test_withdrawBond_RevertWhen_ServingOrTooEarly() public {
        join(3 ether);
        vm.expectRevert(abi.encodeWithSelector(ICustodians.Custodians_Waiting.selector, type(uint256).max));
        vm.prank(carol);
        custodians.withdrawBond(payable(carol));
        leave();
        uint256 until = time() + 30 days;
        vm.warp(until - 1);
        vm.expectRevert(abi.encodeWithSelector(ICustodians.Custodians_Waiting.selector, until));
        vm.prank(carol);
        custodians.withdrawBond(payable(carol));
    }

    function test_withdrawBond_RevertWhen_Twice() public {
        join(3 ether);
        leave();
        vm.warp(time() + 30 days);
        vm.prank(carol);
        custodians.withdrawBond(payable(carol));
        vm.expectRevert(abi.encodeWithSelector(ICustodians.Custodians_NoBond.selector, carol));
        vm.prank(carol);
        custodians.withdrawBond(payable(carol));
    }

    function test_withdrawBond_RevertWhen_TheReceiverRefuses() public {
        join(3 ether);
        leave();
        vm.warp(time() + 30 days);
        address payable wall = payable(address(custodians)); // takes no money
        vm.expectRevert(abi.encodeWithSelector(ICustodians.Custodians_PaymentFailed.selector, wall, 3 ether));
        vm.prank(carol);
        custodians.withdrawBond(wall);
        vm.assertEq(uint256(custodians.custodianOf(carol).bond), 3 ether, "bond");
    }

    function test_leave_RevertWhen_NotServing() public {
        vm.expectRevert(abi.encodeWithSelector(ICustodians.Custodians_NotServing.selector, carol));
        leave();
    }

    function test_proveEquivocation_HalfToTheReporter() public {
        join(3 ether + 1);
        Evidence memory e = evidence(7, keccak256("two"), SECRET);
        vm.expectEmit();
        emit ICustodians.Left(carol);
        vm.expectEmit();
        emit ICustodians.Equivocated(carol, BOB, 7, 1.5 ether, 1.5 ether + 1);
        report(e);
        vm.assertEq(BOB.balance, 101.5 ether, "rewarded");
        vm.assertEq(custodians.burnt(), 1.5 ether + 1, "burnt");
        vm.assertEq(uint256(custodians.custodianOf(carol).bond), 0, "bond");
        vm.assertEq(uint256(custodians.custodianOf(carol).leftAt), time(), "left");
        report(e); // once more: nothing is left to take
        vm.assertEq(BOB.balance, 101.5 ether, "rewarded once");
    }

    function test_proveEquivocation_OfOneThatLeft() public {
        join(2 ether);
        leave();
        uint256 left = time();
        vm.warp(time() + 30 days);
        report(evidence(7, keccak256("two"), SECRET));
        vm.assertEq(BOB.balance, 101 ether, "rewarded");
        vm.assertEq(uint256(custodians.custodianOf(carol).leftAt), left, "left");
    }

    function test_proveEquivocation_K6_CodeAtTheAccountDoesNotSaveIt() public {
        join(2 ether);
        Evidence memory e = evidence(7, keccak256("two"), SECRET);
        vm.etch(carol, address(new Denies()).code); // disowns what the key signed, as a delegation (EIP-7702) may
        report(e);
        vm.assertEq(BOB.balance, 101 ether, "rewarded");
    }

    function test_proveEquivocation_K6_RevertWhen_OnlyItsCodeSaysYes() public {
        join(2 ether);
        Evidence memory e = evidence(7, keccak256("two"), DAVES);
        vm.etch(carol, address(new Agrees()).code);
        refuse(e, abi.encodeWithSelector(ICustodians.Custodians_WrongSignature.selector, carol));
    }

    function test_proveEquivocation_WithoutABondIsRecorded() public {
        join(0);
        Evidence memory e = evidence(7, keccak256("two"), SECRET);
        vm.expectEmit();
        emit ICustodians.Left(carol);
        vm.expectEmit();
        emit ICustodians.Equivocated(carol, BOB, 7, 0, 0);
        report(e);
    }

    function test_proveEquivocation_RevertWhen_NoContradiction() public {
        join(1 ether);
        bytes memory reason = abi.encodePacked(ICustodians.Custodians_NoContradiction.selector);
        refuse(evidence(8, keccak256("two"), SECRET), reason);
        refuse(evidence(7, keccak256("one"), SECRET), reason);
    }

    function test_proveEquivocation_RevertWhen_SignedByAnother() public {
        join(1 ether);
        bytes memory reason = abi.encodeWithSelector(ICustodians.Custodians_WrongSignature.selector, carol);
        refuse(evidence(7, keccak256("two"), SECRET + 1), reason);
    }

    function test_proveEquivocation_RevertWhen_OfAnotherChain() public {
        join(1 ether);
        ICustodians.Checkpoint memory first = ICustodians.Checkpoint(7, keccak256("one"));
        ICustodians.Checkpoint memory second = ICustodians.Checkpoint(7, keccak256("two"));
        bytes memory a = signed(SECRET, first);
        vm.chainId(5);
        bytes memory b = signed(SECRET, second);
        vm.expectRevert(abi.encodeWithSelector(ICustodians.Custodians_WrongSignature.selector, carol));
        custodians.proveEquivocation(carol, first, a, second, b);
    }

    function test_proveEquivocation_RevertWhen_NoCustodian() public {
        bytes memory reason = abi.encodeWithSelector(ICustodians.Custodians_NotServing.selector, carol);
        refuse(evidence(7, keccak256("two"), SECRET), reason);
    }

    function testFuzz_bonds_K4_AreWhatTheContractHolds(uint96[4] calldata bonds, uint256 acts) public {
        uint256 due = 0;
        for (uint256 i = 0; i < 4; ++i) {
            uint256 secret = 0x1000 + i;
            address account = vm.addr(secret);
            vm.deal(account, bonds[i]);
            bytes32 key = keccak256(abi.encode(i));
            reserve(account, key);
            bytes memory signature = signedJoin(secret, account, key);
            vm.prank(account);
            custodians.join{value: bonds[i]}(key, URL, DE, signature);
            uint256 act = (acts >> (8 * i)) % 3;
            if (act == 0) due += bonds[i];
            if (act == 1 && bonds[i] > 0) {
                vm.prank(account);
                custodians.leave();
                vm.warp(time() + 30 days);
                vm.prank(account);
                custodians.withdrawBond(payable(BOB));
            }
            if (act == 2) {
                ICustodians.Checkpoint memory a = ICustodians.Checkpoint(1, keccak256("a"));
                ICustodians.Checkpoint memory b = ICustodians.Checkpoint(1, keccak256("b"));
                contradict(account, secret, a, b);
            }
        }
        vm.assertEq(address(custodians).balance, due + custodians.burnt(), "K4");
    }

    function contradict(
        address account,
        uint256 secret,
        ICustodians.Checkpoint memory a,
        ICustodians.Checkpoint memory b
    ) private {
        (bytes memory one, bytes memory two) = (signed(secret, a), signed(secret, b));
        vm.prank(BOB);
        custodians.proveEquivocation(account, a, one, b, two);
    }
}

contract JoinsAtBirth {
    constructor(Custodians custodians, bytes32 key, bytes memory signature) {
        custodians.join(key, "https://custodian.example/", 1, signature);
    }
}

contract Denies {
    fallback() external {
        revert("not mine");
    }
}

contract Agrees {
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return this.isValidSignature.selector;
    }
}
