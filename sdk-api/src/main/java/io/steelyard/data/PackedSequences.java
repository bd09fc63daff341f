package io.steelyard.data;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Packs short sequences into rows of one length, so that little of a batch is padding and one shape
 * is compiled. Each sequence goes, in its order, into the first row of its window that has room for
 * it (first fit; Johnson 1973, "Near-optimal bin packing algorithms"), and is delivered once a
 * pass.
 *
 * @param length of a row
 * @param padding the token that fills a row
 * @param window how many sequences of the source are in memory and packed with each other; for data
 *     in memory, all of them
 */
public record PackedSequences(int length, int padding, int window) {
    /** Throws {@code INVALID_ARGUMENT} for a length or window below 1. */
    public PackedSequences {
        if (length < 1 || window < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Rows of length "
                            + length
                            + " from a window of "
                            + window
                            + " sequences were asked for; accepted are 1 or more.");
        }
    }

    /**
     * The sequences of a source in rows. Resuming reads no more than the window of a cursor. An
     * iterator throws {@code INVALID_DATA} for a sequence that is empty or longer than a row.
     *
     * @param source one whose cursors count its elements: indexed or in blocks, shuffled, mapped,
     *     filtered; batches and prefetching come after
     */
    public Dataset<PackedRow> pack(Dataset<int[]> source) {
        return new WindowedDataset<>(
                source,
                window,
                sequences ->
                        fitted(sequences).stream()
                                .map(row -> new WindowedDataset.Group<>(packed(row), row.size()))
                                .toList());
    }

    private List<List<int[]>> fitted(List<int[]> sequences) {
        List<List<int[]>> rows = new ArrayList<>();
        List<Integer> room = new ArrayList<>();
        for (int[] sequence : sequences) {
            if (sequence.length < 1 || sequence.length > length) {
                throw new SteelyardException(
                        ErrorCode.INVALID_DATA,
                        "A sequence of "
                                + sequence.length
                                + " tokens is to be packed into rows of "
                                + length
                                + "; accepted are 1 to "
                                + length
                                + ". Cut it or leave it out.");
            }
            int row = 0;
            while (row < rows.size() && room.get(row) < sequence.length) {
                row++;
            }
            if (row == rows.size()) {
                rows.add(new ArrayList<>());
                room.add(length);
            }
            rows.get(row).add(sequence);
            room.set(row, room.get(row) - sequence.length);
        }
        return rows;
    }

    private PackedRow packed(List<int[]> sequences) {
        int[] tokens = new int[length];
        int[] segments = new int[length];
        int[] positions = new int[length];
        Arrays.fill(tokens, padding);
        int next = 0;
        for (int segment = 1; segment <= sequences.size(); segment++) {
            for (int token : sequences.get(segment - 1)) {
                tokens[next] = token;
                segments[next] = segment;
                positions[next] =
                        next > 0 && segments[next - 1] == segment ? positions[next - 1] + 1 : 0;
                next++;
            }
        }
        return new PackedRow(tokens, segments, positions);
    }
}
