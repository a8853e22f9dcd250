-- One row for each fact about the index.
CREATE TABLE index_state (
  name TEXT NOT NULL, -- chain_id; schema: digest of what is projected how; stored_block, stored_hash: up to where logs are stored (-1 for none); applied_block: up to where they are in the tables; final_block: up to where they can't be undone; journal_from: above which undo has every block.
  value TEXT NOT NULL, -- Decimal, or 0x and hexadecimal.
  PRIMARY KEY (name)
);

-- Every block with logs, and each of the last ones.
CREATE TABLE blocks (
  number INTEGER NOT NULL, -- Its height.
  hash BLOB NOT NULL, -- Its hash.
  parent BLOB NOT NULL, -- Its parent's hash.
  time INTEGER NOT NULL, -- Seconds since 1970.
  logs BLOB, -- Its logs, packed (Indexing/LogPack.cs); null for none.
  PRIMARY KEY (number)
);

-- Rows as they were before a block changed them.
CREATE TABLE undo (
  block INTEGER NOT NULL, -- Height of the block.
  position INTEGER NOT NULL, -- In the order of the changes.
  table_name TEXT NOT NULL, -- The table.
  row BLOB NOT NULL, -- 1 and the row as it was, or 0 and the key of a row that wasn't there (Indexing/RowCodec.cs).
  PRIMARY KEY (block, position)
);

-- The digest of each table's rows.
CREATE TABLE digests (
  table_name TEXT NOT NULL, -- The table.
  digest BLOB NOT NULL, -- Sum of the SHA-256 hashes of its rows, modulo 2^256.
  rows INTEGER NOT NULL, -- How many it has.
  PRIMARY KEY (table_name)
);

-- A contract that an indexed one created, and whose logs are indexed too.
CREATE TABLE created_contracts (
  address BLOB NOT NULL, -- The contract.
  block INTEGER NOT NULL, -- Height of the block that created it.
  PRIMARY KEY (address)
);

-- A log of an indexed contract that a projection could not read.
CREATE TABLE skipped_logs (
  block INTEGER NOT NULL, -- Height of its block.
  log_index INTEGER NOT NULL, -- Position in the block.
  projection TEXT NOT NULL, -- Who could not read it.
  address BLOB NOT NULL, -- The contract.
  event BLOB NOT NULL, -- First topic; empty for none.
  reason TEXT NOT NULL, -- What was wrong.
  tx_hash BLOB NOT NULL, -- Its transaction.
  PRIMARY KEY (block, log_index, projection)
);

-- A Merkle root on chain.
CREATE TABLE anchors (
  root BLOB NOT NULL, -- The root.
  time INTEGER NOT NULL, -- Seconds since 1970 from which it proves priority.
  block INTEGER NOT NULL, -- Height of the block with its log.
  tx_hash BLOB NOT NULL, -- Its transaction.
  PRIMARY KEY (root)
);
-- index on time

-- A title as it stands, dissolved ones included.
CREATE TABLE titles (
  id BLOB NOT NULL, -- The first fingerprint.
  owner BLOB NOT NULL, -- Who holds it; zero once dissolved. Of a divided title, its share token.
  registrant BLOB NOT NULL, -- Who registered it, and gets its resale royalty.
  name TEXT NOT NULL, -- The asset's name: a stranger's text.
  name_is_utf8 INTEGER NOT NULL, -- 0 when the name on chain isn't UTF-8: U+FFFD then stands for what isn't.
  kind INTEGER NOT NULL, -- 0 model, 1 dataset, 2 algorithm, 3 software, 4 output.
  priority INTEGER NOT NULL, -- Seconds since 1970.
  final_at INTEGER NOT NULL, -- Seconds since 1970 from which nobody can take it over: priority and the contest period.
  arbitrator BLOB NOT NULL, -- Who may dispute, award and strike; zero for nobody.
  resale_royalty INTEGER NOT NULL, -- Parts per 10,000 of a resale.
  manifest_digest BLOB NOT NULL, -- SHA-256 of the first version's manifest.
  current_manifest BLOB NOT NULL, -- SHA-256 of the manifest that the token URI names: the latest version's.
  tensor_root BLOB NOT NULL, -- Root over the first version's tensors; zero for none.
  anchor_root BLOB NOT NULL, -- The root that proved the priority; zero for none.
  disputed INTEGER NOT NULL, -- 1 while the arbitrator holds it back from transfer.
  epoch INTEGER NOT NULL, -- How often it was taken over or dissolved; versions, offers and licenses of earlier epochs are void.
  versions INTEGER NOT NULL, -- How many of its versions stand, the first included.
  latest BLOB NOT NULL, -- The fingerprint of the latest version.
  dissolved_into BLOB, -- The title that took its fingerprint in; null while it stands.
  parents BLOB NOT NULL, -- The parents' ids, 32 bytes each, ascending.
  children INTEGER NOT NULL, -- How many titles name it as a parent.
  transfers INTEGER NOT NULL, -- How often it changed hands, its first holder not counted.
  registered INTEGER NOT NULL, -- Seconds since 1970 of the registration that counts.
  registered_block INTEGER NOT NULL, -- Height of that registration's block.
  tx_hash BLOB NOT NULL, -- That registration's transaction.
  block INTEGER NOT NULL, -- Height of the last block that changed the row.
  PRIMARY KEY (id)
);
-- index on owner
-- index on registrant
-- index on registered
-- index on priority
-- index on final_at
-- index on kind
-- index on dissolved_into
-- index on current_manifest

-- A version of an asset by its fingerprint. It stands while its epoch is its title's.
CREATE TABLE versions (
  fingerprint BLOB NOT NULL, -- Its content root.
  title_id BLOB NOT NULL, -- The title.
  number INTEGER NOT NULL, -- 1 for the first.
  epoch INTEGER NOT NULL, -- The title's epoch in which it counts.
  priority INTEGER NOT NULL, -- Seconds since 1970.
  manifest_digest BLOB NOT NULL, -- SHA-256 of its manifest.
  tensor_root BLOB NOT NULL, -- Root over its tensors; zero for none.
  anchor_root BLOB NOT NULL, -- The root that proved its priority; zero for none.
  note TEXT NOT NULL, -- The holder's words: a stranger's text.
  note_is_utf8 INTEGER NOT NULL, -- 0 when the note on chain isn't UTF-8.
  published INTEGER NOT NULL, -- Seconds since 1970.
  tx_hash BLOB NOT NULL, -- Its transaction.
  block INTEGER NOT NULL, -- Height of the last block that changed the row.
  PRIMARY KEY (fingerprint)
);
-- index on title_id, epoch, number

-- An edge of the lineage, as the child's registration that counts declares it.
CREATE TABLE lineage (
  child_id BLOB NOT NULL, -- The title that descends.
  parent_id BLOB NOT NULL, -- The title from which.
  royalty INTEGER NOT NULL, -- Of the child's income, in parts per 10,000, as declared; binding where lineage_licenses has the edge.
  block INTEGER NOT NULL, -- Height of its block.
  PRIMARY KEY (child_id, parent_id)
);
-- index on parent_id

-- The title behind an account's number.
CREATE TABLE account_numbers (
  number INTEGER NOT NULL, -- From 1, in the order of opening.
  title_id BLOB NOT NULL, -- The title.
  block INTEGER NOT NULL, -- Height of its block.
  PRIMARY KEY (number)
);

-- What a title owes, and under which key its income is credited.
CREATE TABLE royalty_titles (
  title_id BLOB NOT NULL, -- The title.
  number INTEGER NOT NULL, -- Of its account; 0 before it has one.
  vector BLOB NOT NULL, -- Whom it owes of every payment: 40 bytes each, the ancestor's id and big-endian parts per 10^12.
  payee BLOB NOT NULL, -- The key under which its income is credited now; zero until its first transfer.
  block INTEGER NOT NULL, -- Height of the last block that changed the row.
  PRIMARY KEY (title_id)
);

-- Whose the income under a key is, where it isn't the key's own.
CREATE TABLE payees (
  title_id BLOB NOT NULL, -- The title.
  payee BLOB NOT NULL, -- The key; zero before the first transfer.
  owner BLOB, -- Whose it is; null for the key's own.
  divided INTEGER NOT NULL, -- 1 when the key divides among share holders.
  block INTEGER NOT NULL, -- Height of the last block that changed the row.
  PRIMARY KEY (title_id, payee)
);
-- index on owner

-- A payment to a title.
CREATE TABLE payments (
  block INTEGER NOT NULL, -- Height of its block.
  log_index INTEGER NOT NULL, -- Position in the block.
  title_id BLOB NOT NULL, -- The title paid.
  currency BLOB NOT NULL, -- ERC-20; zero for the chain's own.
  payer BLOB NOT NULL, -- Who paid.
  received TEXT NOT NULL, -- What arrived, in the currency's smallest units.
  own TEXT NOT NULL, -- What of it the title got; the rest went to its ancestors. When kept: all.
  own_payee BLOB NOT NULL, -- Under which key.
  kept INTEGER NOT NULL, -- 1 when it was kept until title and lineage are final: then nobody was credited yet.
  time INTEGER NOT NULL, -- Seconds since 1970.
  tx_hash BLOB NOT NULL, -- Its transaction.
  PRIMARY KEY (block, log_index)
);
-- index on title_id, time
-- index on payer

-- What a title got of a payment, or of kept income, to it or to a descendant.
CREATE TABLE credits (
  block INTEGER NOT NULL, -- Height of the payment's or the distribution's block.
  log_index INTEGER NOT NULL, -- Its position in the block.
  position INTEGER NOT NULL, -- 0 for the paid title, then its ancestors in the vector's order.
  title_id BLOB NOT NULL, -- The title credited.
  source_id BLOB NOT NULL, -- The title paid.
  currency BLOB NOT NULL, -- ERC-20; zero for the chain's own.
  payee BLOB NOT NULL, -- Under which key.
  payer BLOB NOT NULL, -- Who paid; zero for kept income, which may have been paid by many.
  amount TEXT NOT NULL, -- In the currency's smallest units.
  time INTEGER NOT NULL, -- Seconds since 1970.
  PRIMARY KEY (block, log_index, position)
);
-- index on title_id, time

-- What is kept of a title's income until it and all its ancestors are final; then it is distributed, and the row goes.
CREATE TABLE kept_income (
  title_id BLOB NOT NULL, -- The title paid.
  payee BLOB NOT NULL, -- Under which key; payees has its owner.
  currency BLOB NOT NULL, -- ERC-20; zero for the chain's own.
  amount TEXT NOT NULL, -- Ancestors' parts included; in the currency's smallest units.
  block INTEGER NOT NULL, -- Height of the last block that changed the row.
  PRIMARY KEY (title_id, payee, currency)
);
-- index on payee

-- What waits in an account of a title's.
CREATE TABLE balances (
  title_id BLOB NOT NULL, -- The title.
  payee BLOB NOT NULL, -- The key; payees has its owner.
  currency BLOB NOT NULL, -- ERC-20; zero for the chain's own.
  credited TEXT NOT NULL, -- In all, in the currency's smallest units.
  withdrawn TEXT NOT NULL, -- In all.
  balance TEXT NOT NULL, -- What is left.
  block INTEGER NOT NULL, -- Height of the last block that changed the row.
  PRIMARY KEY (title_id, payee, currency)
);
-- index on payee

-- A withdrawal of income.
CREATE TABLE withdrawals (
  block INTEGER NOT NULL, -- Height of its block.
  log_index INTEGER NOT NULL, -- Position in the block.
  title_id BLOB NOT NULL, -- The title that earned it.
  currency BLOB NOT NULL, -- ERC-20; zero for the chain's own.
  payee BLOB NOT NULL, -- From under which key.
  recipient BLOB NOT NULL, -- Where it went.
  amount TEXT NOT NULL, -- In the currency's smallest units.
  time INTEGER NOT NULL, -- Seconds since 1970.
  tx_hash BLOB NOT NULL, -- Its transaction.
  PRIMARY KEY (block, log_index)
);
-- index on title_id, time
-- index on payee
-- index on recipient

-- A title's income in a currency: numbers to sort by.
CREATE TABLE title_income (
  title_id BLOB NOT NULL, -- The title.
  currency BLOB NOT NULL, -- ERC-20; zero for the chain's own.
  received TEXT NOT NULL, -- Paid to it, ancestors' parts included.
  credited TEXT NOT NULL, -- What it got, from payments to it and to its descendants.
  from_descendants TEXT NOT NULL, -- What of that came from descendants.
  withdrawn TEXT NOT NULL, -- What was withdrawn.
  kept TEXT NOT NULL, -- What of what was paid to it is kept until it is distributed.
  payments INTEGER NOT NULL, -- How many payments to it.
  block INTEGER NOT NULL, -- Height of the last block that changed the row.
  PRIMARY KEY (title_id, currency)
);
-- index on currency, credited

-- Terms by their digest, member by member; they never change.
CREATE TABLE terms (
  id BLOB NOT NULL, -- EIP-712 struct hash.
  currency BLOB NOT NULL, -- ERC-20; zero for the chain's own.
  price TEXT NOT NULL, -- Per license, or per period of a subscription; in the currency's smallest units.
  payment INTEGER NOT NULL, -- 0 free, 1 one-time, 2 subscription, 3 metered.
  period INTEGER NOT NULL, -- Seconds: of a subscription's period, else how long a license lasts; 0 for ever.
  grace INTEGER NOT NULL, -- Seconds after expiry in which a renewal joins on.
  unit_price TEXT NOT NULL, -- Metered: per unit, in the currency's smallest units.
  unit BLOB NOT NULL, -- Metered: the unit's name in UTF-8, padded with zeros.
  supply INTEGER NOT NULL, -- Licenses in all; 0 for any number.
  per_account INTEGER NOT NULL, -- Licenses bought for one account; 0 for any number.
  sale_start INTEGER NOT NULL, -- Seconds since 1970; 0 for at once.
  sale_end INTEGER NOT NULL, -- Seconds since 1970, exclusive; 0 for never.
  commercial INTEGER NOT NULL, -- 1 when commercial use is allowed.
  derivatives INTEGER NOT NULL, -- 1 when derivatives are allowed.
  share_alike INTEGER NOT NULL, -- 1 when derivatives' terms must lie within these.
  attribution INTEGER NOT NULL, -- 1 when the asset must be named.
  transferable INTEGER NOT NULL, -- 1 when licenses may be handed on.
  royalty INTEGER NOT NULL, -- Of a derivative's income, in parts per 10,000.
  territories BLOB NOT NULL, -- A set of countries as a number of 32 bytes, big-endian: bit by docs/formats.md.
  fields BLOB NOT NULL, -- A set of fields of use, likewise.
  data_types BLOB NOT NULL, -- A set of types of data, likewise.
  issuer BLOB NOT NULL, -- Whose credential a licensee needs; zero for none.
  claim BLOB NOT NULL, -- Keccak-256 of the claim's name; zero for none.
  legal_text BLOB NOT NULL, -- SHA-256 of the legal text.
  block INTEGER NOT NULL, -- Height of the first block that offered them.
  PRIMARY KEY (id)
);

-- Terms that a title offers, or did. It counts while its epoch is its title's.
CREATE TABLE offers (
  title_id BLOB NOT NULL, -- The title.
  terms_id BLOB NOT NULL, -- The terms.
  state INTEGER NOT NULL, -- 1 open to anybody, 2 closed: by voucher only.
  epoch INTEGER NOT NULL, -- The title's epoch in which it counts.
  sold INTEGER NOT NULL, -- Licenses granted on it in that epoch.
  renewals_ended INTEGER NOT NULL, -- 1 when the holder has ended renewals in that epoch.
  offered INTEGER NOT NULL, -- Seconds since 1970 of the first offer.
  block INTEGER NOT NULL, -- Height of the last block that changed the row.
  PRIMARY KEY (title_id, terms_id)
);
-- index on terms_id

-- A license. It counts while its epoch is its title's, from since until expires.
CREATE TABLE licenses (
  id BLOB NOT NULL, -- The token.
  title_id BLOB NOT NULL, -- The title.
  terms_id BLOB NOT NULL, -- The terms.
  licensee BLOB NOT NULL, -- Who holds it now.
  payer BLOB NOT NULL, -- Who bought it.
  territories BLOB NOT NULL, -- A set as in terms.
  fields BLOB NOT NULL, -- A set as in terms.
  data_types BLOB NOT NULL, -- A set as in terms.
  since INTEGER NOT NULL, -- Seconds since 1970 from which it counts without a gap.
  expires INTEGER NOT NULL, -- Seconds since 1970 from which it doesn't; 2^40 - 1 for never.
  currency BLOB NOT NULL, -- What was paid in; zero for the chain's own.
  price TEXT NOT NULL, -- What was paid when it was granted.
  renewal_price TEXT NOT NULL, -- Per period; of no meaning for other than subscriptions.
  paid TEXT NOT NULL, -- What was paid in all, renewals included.
  renewals INTEGER NOT NULL, -- How often it was renewed.
  voucher BLOB, -- Struct hash of the voucher; null when it was bought.
  credential BLOB, -- The credential presented last, its EIP-712 hash; null for none since the grant.
  epoch INTEGER NOT NULL, -- The title's epoch in which it counts.
  transfers INTEGER NOT NULL, -- How often it changed hands.
  bound INTEGER NOT NULL, -- 1 when it can't be handed on, though its terms may allow that.
  granted INTEGER NOT NULL, -- Seconds since 1970.
  tx_hash BLOB NOT NULL, -- The transaction that granted it.
  block INTEGER NOT NULL, -- Height of the last block that changed the row.
  PRIMARY KEY (id)
);
-- index on title_id, granted
-- index on licensee, expires
-- index on terms_id
-- index on payer

-- A renewal of a license.
CREATE TABLE renewals (
  block INTEGER NOT NULL, -- Height of its block.
  log_index INTEGER NOT NULL, -- Position in the block.
  license_id BLOB NOT NULL, -- The license.
  payer BLOB NOT NULL, -- Who paid.
  periods INTEGER NOT NULL, -- How many.
  price TEXT NOT NULL, -- In all, in the license's currency's smallest units.
  since INTEGER NOT NULL, -- Seconds since 1970.
  expires INTEGER NOT NULL, -- Seconds since 1970.
  time INTEGER NOT NULL, -- Seconds since 1970.
  tx_hash BLOB NOT NULL, -- Its transaction.
  PRIMARY KEY (block, log_index)
);
-- index on license_id

-- How an edge of the lineage was licensed at registration. It counts while its epoch is the child's.
CREATE TABLE lineage_licenses (
  child_id BLOB NOT NULL, -- The title that descends.
  parent_id BLOB NOT NULL, -- The title from which.
  license_id BLOB, -- The license; null for none.
  bond INTEGER NOT NULL, -- 0 declared only, 1 licensed, 2 the registrant held the parent.
  epoch INTEGER NOT NULL, -- The child's epoch in which it counts.
  block INTEGER NOT NULL, -- Height of its block.
  PRIMARY KEY (child_id, parent_id)
);
-- index on parent_id
-- index on license_id

-- A credential that its issuer revoked.
CREATE TABLE credential_revocations (
  issuer BLOB NOT NULL, -- The issuer.
  credential BLOB NOT NULL, -- Its EIP-712 hash.
  time INTEGER NOT NULL, -- Seconds since 1970.
  block INTEGER NOT NULL, -- Height of its block.
  PRIMARY KEY (issuer, credential)
);

-- A voucher's nonce that its signer canceled.
CREATE TABLE canceled_vouchers (
  holder BLOB NOT NULL, -- The signer.
  nonce BLOB NOT NULL, -- The nonce, 32 bytes.
  block INTEGER NOT NULL, -- Height of its block.
  PRIMARY KEY (holder, nonce)
);

-- What licensing knows of a title: numbers to sort by.
CREATE TABLE license_titles (
  title_id BLOB NOT NULL, -- The title.
  epoch INTEGER NOT NULL, -- As titles.epoch.
  licenses INTEGER NOT NULL, -- Granted in all.
  licenses_in_epoch INTEGER NOT NULL, -- Granted in this epoch.
  open_offers INTEGER NOT NULL, -- Offers open in this epoch.
  last_granted INTEGER NOT NULL, -- Seconds since 1970 of the latest grant; 0 for none.
  block INTEGER NOT NULL, -- Height of the last block that changed the row.
  PRIMARY KEY (title_id)
);
-- index on licenses
-- index on last_granted

-- A divided title.
CREATE TABLE divisions (
  share BLOB NOT NULL, -- The token, which holds the title while it is divided.
  title_id BLOB NOT NULL, -- The title.
  divider BLOB NOT NULL, -- Who divided it.
  majority INTEGER NOT NULL, -- Of all votes, in parts per 10,000, that carries a motion.
  steward BLOB NOT NULL, -- Who acts for the holders; zero for nobody.
  currency BLOB NOT NULL, -- The token in which the whole may be bought out, besides the chain's own; zero for none.
  name TEXT NOT NULL, -- The token's name: a stranger's text.
  symbol TEXT NOT NULL, -- The token's symbol: a stranger's text.
  issued TEXT NOT NULL, -- Shares issued.
  holders INTEGER NOT NULL, -- Accounts with shares.
  bought_out BLOB, -- The accepted buy-out's motion; null for none.
  divided INTEGER NOT NULL, -- Seconds since 1970.
  tx_hash BLOB NOT NULL, -- Its transaction.
  block INTEGER NOT NULL, -- Height of the last block that changed the row.
  PRIMARY KEY (share)
);
-- index on title_id
-- index on steward

-- What an account holds of a divided title.
CREATE TABLE holdings (
  share BLOB NOT NULL, -- The token.
  account BLOB NOT NULL, -- The holder, now or once: income of before may be unclaimed.
  shares TEXT NOT NULL, -- How many.
  delegate BLOB, -- Who votes with them; null for the account itself.
  block INTEGER NOT NULL, -- Height of the last block that changed the row.
  PRIMARY KEY (share, account)
);
-- index on account

-- A motion of share holders.
CREATE TABLE motions (
  id BLOB NOT NULL, -- Its number, 32 bytes.
  share BLOB NOT NULL, -- The token.
  proposer BLOB NOT NULL, -- Who made it; of a buy-out, the buyer.
  candidate BLOB NOT NULL, -- The steward to appoint; of no meaning for a buy-out.
  currency BLOB NOT NULL, -- The offer's; zero for the chain's own.
  price TEXT NOT NULL, -- Per share, in the currency's smallest units; zero for the appointment of a steward.
  snapshot INTEGER NOT NULL, -- Votes count as at this second since 1970.
  accepted TEXT NOT NULL, -- Votes that have accepted it.
  state INTEGER NOT NULL, -- 1 open (until 30 days after its snapshot), 2 accepted, 3 withdrawn.
  redeemed TEXT NOT NULL, -- What bought-out holders have taken.
  opened INTEGER NOT NULL, -- Seconds since 1970.
  block INTEGER NOT NULL, -- Height of the last block that changed the row.
  PRIMARY KEY (id)
);
-- index on share

-- Who accepts a motion.
CREATE TABLE motion_support (
  motion_id BLOB NOT NULL, -- The motion.
  account BLOB NOT NULL, -- The holder.
  votes TEXT NOT NULL, -- With how many votes.
  block INTEGER NOT NULL, -- Height of the last block that changed the row.
  PRIMARY KEY (motion_id, account)
);

-- What an account has claimed of a divided title's income.
CREATE TABLE share_claims (
  share BLOB NOT NULL, -- The token.
  account BLOB NOT NULL, -- The holder.
  currency BLOB NOT NULL, -- ERC-20; zero for the chain's own.
  claimed TEXT NOT NULL, -- In the currency's smallest units.
  block INTEGER NOT NULL, -- Height of the last block that changed the row.
  PRIMARY KEY (share, account, currency)
);
-- index on account

-- A bought-out holder was paid.
CREATE TABLE redemptions (
  block INTEGER NOT NULL, -- Height of its block.
  log_index INTEGER NOT NULL, -- Position in the block.
  motion_id BLOB NOT NULL, -- The buy-out.
  account BLOB NOT NULL, -- The holder.
  recipient BLOB NOT NULL, -- Where it went.
  shares TEXT NOT NULL, -- How many.
  amount TEXT NOT NULL, -- In the offer's currency's smallest units.
  time INTEGER NOT NULL, -- Seconds since 1970.
  tx_hash BLOB NOT NULL, -- Its transaction.
  PRIMARY KEY (block, log_index)
);
-- index on account

-- A title or shares were sold: by an order, wholly or in part, or in an auction.
CREATE TABLE sales (
  block INTEGER NOT NULL, -- Height of its block.
  log_index INTEGER NOT NULL, -- Position in the block.
  title_id BLOB NOT NULL, -- The title, for shares too.
  seller BLOB NOT NULL, -- Who sold.
  buyer BLOB NOT NULL, -- Who bought.
  asset BLOB NOT NULL, -- The contract of titles, or the share token.
  amount TEXT NOT NULL, -- Shares; 1 for a title.
  currency BLOB NOT NULL, -- ERC-20; zero for the chain's own.
  price TEXT NOT NULL, -- For all of them, in the currency's smallest units.
  royalty TEXT NOT NULL, -- What of that went to the title's till.
  order_hash BLOB, -- The order's EIP-712 struct hash; null for an auction.
  side INTEGER NOT NULL, -- Of the order: 0 to sell, 1 to buy; 0 for an auction.
  auction_id BLOB, -- The auction, 32 bytes; null for an order.
  time INTEGER NOT NULL, -- Seconds since 1970.
  tx_hash BLOB NOT NULL, -- Its transaction.
  PRIMARY KEY (block, log_index)
);
-- index on title_id, time
-- index on seller
-- index on buyer
-- index on order_hash

-- How much of an order was filled.
CREATE TABLE order_fills (
  order_hash BLOB NOT NULL, -- The order's EIP-712 struct hash.
  maker BLOB NOT NULL, -- Who signed it.
  filled TEXT NOT NULL, -- Shares; 1 for a title.
  block INTEGER NOT NULL, -- Height of the last block that changed the row.
  PRIMARY KEY (order_hash)
);
-- index on maker

-- A nonce whose orders their maker took back.
CREATE TABLE order_cancellations (
  maker BLOB NOT NULL, -- Who signed.
  nonce BLOB NOT NULL, -- The nonce, 32 bytes.
  block INTEGER NOT NULL, -- Height of its block.
  PRIMARY KEY (maker, nonce)
);

-- What a maker's orders must bear: those of a lower counter are taken back.
CREATE TABLE order_counters (
  maker BLOB NOT NULL, -- Who signs.
  counter TEXT NOT NULL, -- The counter.
  block INTEGER NOT NULL, -- Height of its block.
  PRIMARY KEY (maker)
);

-- An auction of a title or of shares.
CREATE TABLE auctions (
  id BLOB NOT NULL, -- Its number, 32 bytes.
  title_id BLOB NOT NULL, -- The title, for shares too.
  seller BLOB NOT NULL, -- Who started it, and whose it is until it is sold.
  lot BLOB NOT NULL, -- What holds the asset meanwhile: while the auction runs, titles.owner or holdings.account.
  asset BLOB NOT NULL, -- The contract of titles, or the share token.
  amount TEXT NOT NULL, -- Shares; 1 for a title.
  currency BLOB NOT NULL, -- ERC-20; zero for the chain's own.
  reserve TEXT NOT NULL, -- The lowest first bid, in the currency's smallest units.
  step INTEGER NOT NULL, -- How much more a bid must be than the last, in parts per 10,000 of that.
  extension INTEGER NOT NULL, -- Seconds that are left after each bid, at least.
  ends INTEGER NOT NULL, -- Seconds since 1970 from which nobody bids.
  state INTEGER NOT NULL, -- 1 open (also after its end, until somebody settles it), 2 sold, 3 void.
  bidder BLOB, -- Who has bid most; null for nobody.
  highest TEXT NOT NULL, -- The highest bid; zero for none.
  bids INTEGER NOT NULL, -- How many bids.
  royalty TEXT NOT NULL, -- What of the price went to the title's till.
  returned INTEGER NOT NULL, -- 1 when the seller has got back what wasn't sold.
  started INTEGER NOT NULL, -- Seconds since 1970.
  settled INTEGER NOT NULL, -- Seconds since 1970 when it was sold or void; 0 before.
  tx_hash BLOB NOT NULL, -- The transaction that started it.
  block INTEGER NOT NULL, -- Height of the last block that changed the row.
  PRIMARY KEY (id)
);
-- index on title_id, state
-- index on lot
-- index on seller
-- index on bidder
-- index on state, ends

-- A bid in an auction.
CREATE TABLE bids (
  block INTEGER NOT NULL, -- Height of its block.
  log_index INTEGER NOT NULL, -- Position in the block.
  auction_id BLOB NOT NULL, -- The auction, 32 bytes.
  bidder BLOB NOT NULL, -- Who bid.
  amount TEXT NOT NULL, -- In the auction's currency's smallest units.
  time INTEGER NOT NULL, -- Seconds since 1970.
  tx_hash BLOB NOT NULL, -- Its transaction.
  PRIMARY KEY (block, log_index)
);
-- index on auction_id, block, log_index
-- index on bidder

-- Money left the market: proceeds, or the bid of somebody outbid.
CREATE TABLE market_withdrawals (
  block INTEGER NOT NULL, -- Height of its block.
  log_index INTEGER NOT NULL, -- Position in the block.
  account BLOB NOT NULL, -- Whose it was.
  currency BLOB NOT NULL, -- ERC-20; zero for the chain's own.
  recipient BLOB NOT NULL, -- Where it went.
  amount TEXT NOT NULL, -- In the currency's smallest units.
  time INTEGER NOT NULL, -- Seconds since 1970.
  tx_hash BLOB NOT NULL, -- Its transaction.
  PRIMARY KEY (block, log_index)
);
-- index on account

-- What describes a title now; taken back, it has no row.
CREATE TABLE cards (
  title_id BLOB NOT NULL, -- The title.
  digest BLOB NOT NULL, -- SHA-256 of the card, a JSON document: docs/formats.md.
  uri TEXT NOT NULL, -- Where it is, or nothing: a stranger's text.
  author BLOB NOT NULL, -- Who described it: the holder, one approved by him, or a steward.
  described INTEGER NOT NULL, -- Seconds since 1970.
  tx_hash BLOB NOT NULL, -- Its transaction.
  block INTEGER NOT NULL, -- Height of its block.
  PRIMARY KEY (title_id)
);
-- index on digest

-- The sealed package of a version, as named last. It counts while its epoch is its title's and the version stands.
CREATE TABLE packages (
  fingerprint BLOB NOT NULL, -- The version.
  title_id BLOB NOT NULL, -- The title whose holder named it.
  epoch INTEGER NOT NULL, -- The title's epoch in which it was named.
  header BLOB NOT NULL, -- SHA-256 of its header.
  root BLOB NOT NULL, -- SHA-256 in the CID of its folder (CIDv1, dag-pb).
  sources TEXT NOT NULL, -- Where to fetch it, addresses separated by line feeds: a stranger's text, a hint.
  published INTEGER NOT NULL, -- Seconds since 1970.
  tx_hash BLOB NOT NULL, -- Its transaction.
  block INTEGER NOT NULL, -- Height of the last block that changed the row.
  PRIMARY KEY (fingerprint)
);
-- index on title_id

-- How often a title that packages may belong to was taken over or dissolved.
CREATE TABLE package_epochs (
  title_id BLOB NOT NULL, -- The title.
  epoch INTEGER NOT NULL, -- 0 for a title without a row.
  block INTEGER NOT NULL, -- Height of the last block that changed the row.
  PRIMARY KEY (title_id)
);

-- Who keeps shares of packages' keys, those that left included.
CREATE TABLE custodians (
  account BLOB NOT NULL, -- Its account.
  public_key BLOB NOT NULL, -- Its X25519 public key, the latest.
  url TEXT NOT NULL, -- Where its service answers: a stranger's text.
  territories BLOB NOT NULL, -- The set for which it releases, 32 bytes.
  bond TEXT NOT NULL, -- What it loses when it is proven to tell two stories, in the currency's smallest units.
  joined INTEGER NOT NULL, -- Seconds since 1970.
  left_at INTEGER, -- Seconds since 1970; null while it serves.
  convicted INTEGER, -- When it was proven to have told two stories, in seconds since 1970; null for never.
  tx_hash BLOB NOT NULL, -- The transaction by which it joined.
  block INTEGER NOT NULL, -- Height of the last block that changed the row.
  PRIMARY KEY (account)
);

-- A key that shares may be sealed to, and whose it is: those before the latest stay the custodian's.
CREATE TABLE custodian_keys (
  public_key BLOB NOT NULL, -- X25519.
  account BLOB NOT NULL, -- The custodian.
  block INTEGER NOT NULL, -- Height of its block.
  PRIMARY KEY (public_key)
);

-- What happened, one row for each thing that a person would call an event.
CREATE TABLE activity (
  block INTEGER NOT NULL, -- Height of its block.
  log_index INTEGER NOT NULL, -- Position in the block.
  kind TEXT NOT NULL, -- anchored, registered, transferred, taken-over, dissolved, version, priority, disputed, settled, awarded, struck, offered, offer-opened, offer-closed, renewals-ended, renewals-resumed, licensed, renewed, canceled, license-transferred, license-bound, honored, credential-revoked, paid, distributed, withdrawn, divided, motion, supported, support-lowered, motion-accepted, motion-withdrawn, redeemed, steward, share-transferred, claimed, described, undescribed, sold, orders-canceled, auction, bid, auction-void, lot-returned or money-withdrawn.
  title_id BLOB, -- The title concerned; null for none.
  actor BLOB, -- Whose doing it is; null where the log doesn't say.
  other BLOB, -- The other party; null for none.
  subject BLOB, -- The root, fingerprint, terms, license, motion, credential, card, order, nonce or auction concerned; null for none.
  currency BLOB, -- Of the amount: ERC-20, zero for the chain's own; of shares, the token; null for no amount.
  amount TEXT, -- In the currency's smallest units; null for none.
  time INTEGER NOT NULL, -- Seconds since 1970.
  tx_hash BLOB NOT NULL, -- Its transaction.
  PRIMARY KEY (block, log_index)
);
-- index on title_id, block, log_index
-- index on actor, block, log_index
-- index on other, block, log_index
-- index on kind, block, log_index
-- index on time

-- The title of a share token, for its activity.
CREATE TABLE activity_shares (
  share BLOB NOT NULL, -- The token.
  title_id BLOB NOT NULL, -- The title.
  PRIMARY KEY (share)
);

-- The title and currency of a license, for its activity.
CREATE TABLE activity_licenses (
  license_id BLOB NOT NULL, -- The license.
  title_id BLOB NOT NULL, -- The title.
  currency BLOB NOT NULL, -- What it is paid in.
  expires INTEGER NOT NULL, -- Seconds since 1970, as granted or renewed last.
  PRIMARY KEY (license_id)
);

-- The share token and currency of a motion, for its activity.
CREATE TABLE activity_motions (
  motion_id BLOB NOT NULL, -- The motion.
  share BLOB NOT NULL, -- The token.
  currency BLOB NOT NULL, -- The offer's.
  PRIMARY KEY (motion_id)
);

-- With how many votes an account accepts a motion, for its activity.
CREATE TABLE activity_support (
  motion_id BLOB NOT NULL, -- The motion.
  account BLOB NOT NULL, -- The holder.
  votes TEXT NOT NULL, -- Votes.
  PRIMARY KEY (motion_id, account)
);

-- The title, seller and currency of an auction, for its activity.
CREATE TABLE activity_auctions (
  auction_id BLOB NOT NULL, -- The auction.
  title_id BLOB NOT NULL, -- The title.
  seller BLOB NOT NULL, -- Who started it.
  currency BLOB NOT NULL, -- What is bid in.
  PRIMARY KEY (auction_id)
);

