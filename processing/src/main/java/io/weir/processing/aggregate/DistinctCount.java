package io.weir.processing.aggregate;

import io.weir.model.RowBatch;
import io.weir.processing.expression.Vector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;

/**
 * Hot path. {@code count_distinct}: exact up to {@value #MAX_EXACT} different values, beyond it a HyperLogLog of 4096 registers,
 * whose standard error is 1.04 / sqrt(4096) = 1.6 %. What it says depends on which values there were and on nothing else. A
 * slot keeps its arrays for its next owner. Not thread-safe.
 */
final class DistinctCount implements Accumulator {
    private static final int MAX_EXACT = 256;
    private static final long[] NO_HASHES = {};
    private static final byte[] NO_REGISTERS = {};
    private static final int STEP = 16;

    private static final int BYTES = 2 * Long.BYTES;

    private final Allowance allowance;
    private final RowBytes column;
    private final long[] sorted = new long[MAX_EXACT];

    // By slot.
    /** Different hashes, by linear probing; 0 is none. */
    private long[][] hashes = {};

    private int[] sizes = {};
    /** In use once {@link #counted}. */
    private byte[][] registers = {};
    /** Whether the registers stand for the values, and the hashes no longer. */
    private boolean[] counted = {};
    /** Whether a slot has given up. */
    private boolean[] full = {};

    DistinctCount(Vector column, Allowance allowance) {
        this.allowance = allowance;
        this.column = new RowBytes(column);
    }

    @Override
    public void ensureCapacity(int slots) {
        int before = sizes.length;
        sizes = Arrays.copyOf(sizes, slots);
        counted = Arrays.copyOf(counted, slots);
        full = Arrays.copyOf(full, slots);
        hashes = Arrays.copyOf(hashes, slots);
        registers = Arrays.copyOf(registers, slots);
        Arrays.fill(hashes, before, slots, NO_HASHES);
        Arrays.fill(registers, before, slots, NO_REGISTERS);
    }

    @Override
    public void create(int slot) {
        empty(slot);
        full[slot] = false;
    }

    @Override
    public void release(int slot) {
        empty(slot);
    }

    private void fill(int slot) {
        if (!full[slot]) {
            full[slot] = true;
            allowance.full();
        }
        empty(slot);
    }

    /** Gives back what a slot holds. */
    private void empty(int slot) {
        allowance.use(-(counted[slot] ? HyperLogLog.REGISTERS : (long) BYTES * sizes[slot]));
        if (sizes[slot] > 0) {
            Arrays.fill(hashes[slot], 0);
        }
        sizes[slot] = 0;
        counted[slot] = false;
    }

    @Override
    public void load(RowBatch batch) {
        column.load(batch);
    }

    @Override
    public void accumulate(RowBatch batch, int[] rows, int[] slots, int count) {
        for (int i = 0; i < count; i++) {
            if (column.seek(batch, rows[i])) {
                long hash = Hash64.of(column.bytes(), column.offset(), column.length());
                add(slots[i], hash == 0 ? 1 : hash);
            }
        }
    }

    private void add(int slot, long hash) {
        if (full[slot]) {
            return;
        }
        if (counted[slot]) {
            HyperLogLog.add(registers[slot], hash);
            return;
        }
        addExactly(slot, hash);
        if (allowance.isExceeded()) {
            fill(slot);
        }
    }

    private void addExactly(int slot, long hash) {
        if (2 * sizes[slot] >= hashes[slot].length) {
            grow(slot);
        }
        int at = place(hashes[slot], hash);
        if (hashes[slot][at] == hash) {
            return;
        }
        if (sizes[slot] == MAX_EXACT) {
            count(slot);
            add(slot, hash);
            return;
        }
        hashes[slot][at] = hash;
        sizes[slot]++;
        allowance.use(BYTES);
    }

    private void grow(int slot) {
        long[] before = hashes[slot];
        long[] after = new long[Math.max(STEP, 2 * before.length)];
        for (long hash : before) {
            if (hash != 0) {
                after[place(after, hash)] = hash;
            }
        }
        hashes[slot] = after;
    }

    /** Where a hash is, or may be put. */
    private static int place(long[] table, long hash) {
        int at = (int) hash & (table.length - 1);
        while (table[at] != 0 && table[at] != hash) {
            at = (at + 1) & (table.length - 1);
        }
        return at;
    }

    /** Goes over to registers. */
    private void count(int slot) {
        if (registers[slot].length == 0) {
            registers[slot] = new byte[HyperLogLog.REGISTERS];
        } else {
            Arrays.fill(registers[slot], (byte) 0);
        }
        counted[slot] = true;
        for (long hash : hashes[slot]) {
            if (hash != 0) {
                HyperLogLog.add(registers[slot], hash);
            }
        }
        allowance.use(HyperLogLog.REGISTERS - (long) BYTES * sizes[slot]);
        Arrays.fill(hashes[slot], 0);
        sizes[slot] = 0;
    }

    @Override
    public void combine(int[] into, int[] from, int count) {
        for (int i = 0; i < count; i++) {
            if (full[from[i]] || full[into[i]]) {
                fill(into[i]);
            } else if (counted[from[i]]) {
                if (!counted[into[i]]) {
                    count(into[i]);
                }
                HyperLogLog.merge(registers[into[i]], registers[from[i]]);
                if (allowance.isExceeded()) {
                    fill(into[i]);
                }
            } else if (sizes[from[i]] > 0) {
                for (long hash : hashes[from[i]]) {
                    if (hash != 0) {
                        add(into[i], hash);
                    }
                }
            }
        }
    }

    void export(int slot, RowBatch out, int field) {
        if (full[slot]) {
            return;
        }
        out.setLong(field, counted[slot] ? HyperLogLog.estimate(registers[slot]) : sizes[slot]);
    }

    @Override
    public void snapshot(int slot, StateWriter out) {
        out.putBoolean(full[slot]);
        out.putBoolean(counted[slot]);
        if (counted[slot]) {
            out.putBytes(registers[slot], 0, registers[slot].length);
            return;
        }
        // Sorted, so that the same values give the same bytes.
        int size = 0;
        for (long hash : hashes[slot]) {
            if (hash != 0) {
                sorted[size++] = hash;
            }
        }
        Arrays.sort(sorted, 0, size);
        out.putInt(size);
        for (int i = 0; i < size; i++) {
            out.putLong(sorted[i]);
        }
    }

    @Override
    public void restore(int slot, StateReader in) {
        create(slot);
        full[slot] = in.getBoolean();
        if (in.getBoolean()) {
            allowance.use(HyperLogLog.REGISTERS);
            registers[slot] = in.getBytes();
            counted[slot] = true;
            if (registers[slot].length != HyperLogLog.REGISTERS) {
                throw new IllegalArgumentException(
                        "a HyperLogLog in the snapshot has " + registers[slot].length + " registers");
            }
            return;
        }
        int size = in.getInt();
        if (size < 0 || size > MAX_EXACT) {
            throw new IllegalArgumentException("an aggregate in the snapshot has " + size + " different values");
        }
        for (int i = 0; i < size; i++) {
            addExactly(slot, in.getLong());
        }
    }
}
