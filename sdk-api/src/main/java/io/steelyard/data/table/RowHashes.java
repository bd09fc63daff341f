package io.steelyard.data.table;

import io.steelyard.spi.Row;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Finds rows that were there before, in bounded memory: by 127 bits of SHA-256, which two different
 * ones of a million rows share with a probability below 1e-26. Holds 16 bytes a row, in a table of
 * open addressing that is at most half full.
 */
final class RowHashes {
    /** The most rows among which duplicates are looked for. */
    static final int MOST_ROWS = 1_000_000;

    private static final byte[] MISSING = {-1};
    private static final byte[] VALUE_END = {-2};

    private final MessageDigest digest = sha256();

    /** Two numbers for each place; the first is odd, or 0 where it is free. */
    private long[] places = new long[1 << 10];

    private int different;
    private long duplicates;
    private long rows;

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Whether an earlier row has the same values; no for all rows after the first million. */
    boolean add(Row row) {
        rows++;
        if (rows > MOST_ROWS) {
            return false;
        }
        // Neither byte is one of UTF-8, so that ("ab", "c") and ("a", "bc") differ.
        for (@Nullable String value : row.values()) {
            digest.update(value == null ? MISSING : value.getBytes(StandardCharsets.UTF_8));
            digest.update(VALUE_END);
        }
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        boolean known = !insert(hash.getLong() | 1, hash.getLong());
        if (known) {
            duplicates++;
        }
        return known;
    }

    private boolean insert(long high, long low) {
        if (4 * different >= places.length) {
            long[] old = places;
            places = new long[2 * old.length];
            for (int i = 0; i < old.length; i += 2) {
                if (old[i] != 0) {
                    place(old[i], old[i + 1]);
                }
            }
        }
        boolean inserted = place(high, low);
        different += inserted ? 1 : 0;
        return inserted;
    }

    private boolean place(long high, long low) {
        int at = (int) low & (places.length / 2 - 1);
        while (places[2 * at] != 0) {
            if (places[2 * at] == high && places[2 * at + 1] == low) {
                return false;
            }
            at = (at + 1) & (places.length / 2 - 1);
        }
        places[2 * at] = high;
        places[2 * at + 1] = low;
        return true;
    }

    /** How many rows equal an earlier one. */
    long duplicates() {
        return duplicates;
    }

    /** Among how many rows they were looked for. */
    long compared() {
        return Math.min(rows, MOST_ROWS);
    }

    /** How many rows were added. */
    long rows() {
        return rows;
    }
}
