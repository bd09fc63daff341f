package io.steelyard.metric;

import java.util.Comparator;
import java.util.stream.IntStream;

/** The exact area under the receiver operating characteristic. */
final class RankOrder {
    private RankOrder() {}

    /**
     * The Mann-Whitney statistic divided by the number of pairs (Hanley and McNeil 1982), ties by
     * their mean rank: {@code (R - n(n + 1)/2) / (n m)} for the sum R of the ranks of the n
     * positives among m negatives. NaN without both.
     */
    static double area(double[] scores, boolean[] positive) {
        int[] order =
                IntStream.range(0, scores.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> scores[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        double ranks = 0;
        double positives = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            int hits = 0;
            // Not compare(), to which 0 and -0 are no tie.
            while (to < order.length && scores[order[to]] == scores[order[from]]) {
                hits += positive[order[to++]] ? 1 : 0;
            }
            ranks += hits * (from + 1 + to) / 2.0;
            positives += hits;
            from = to;
        }
        double negatives = order.length - positives;
        return (ranks - positives * (positives + 1) / 2) / (positives * negatives);
    }
}
