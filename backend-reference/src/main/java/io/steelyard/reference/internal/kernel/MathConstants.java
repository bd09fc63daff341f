package io.steelyard.reference.internal.kernel;

/**
 * Constants of the polynomial approximations that several kernels write out in full: a helper
 * method in a vector loop may stop being inlined, and then every vector is boxed.
 */
final class MathConstants {

    /** Adding and subtracting 1.5 * 2^23 rounds to an integer, which is left in the low bits. */
    static final float ROUND = 0x1.8p23f;

    static final int ROUND_BITS = 0x4B400000;
    static final float LOG2_E = 1.44269504f;

    /** ln 2 in two parts; the high one has 9 significant bits, so a product with n is exact. */
    static final float LN2_HIGH = 0.693359375f;

    static final float LN2_LOW = -2.12194440e-4f;

    /** exp(r) = 1 + r + r^2 P(r) on [-ln(2)/2, ln(2)/2]; least squares reweighted to minimax. */
    static final float EXP_2 = 0.5f;

    static final float EXP_3 = 0.16666666f;
    static final float EXP_4 = 0.041666295f;
    static final float EXP_5 = 0.008333498f;
    static final float EXP_6 = 0.0013944689f;
    static final float EXP_7 = 0.00019790318f;

    /** Beyond these arguments the exponential is infinite, or less than half of the least float. */
    static final float EXP_MAX = 89f;

    static final float EXP_MIN = -104f;

    /**
     * Coefficients of log(1 + f) = f - f^2/2 + f^3 P(f) for 1 + f in [sqrt(1/2), sqrt(2)] (Cephes,
     * logf).
     */
    static final float LOG_0 = 3.3333331174E-1f;

    static final float LOG_1 = -2.4999993993E-1f;
    static final float LOG_2 = 2.0000714765E-1f;
    static final float LOG_3 = -1.6668057665E-1f;
    static final float LOG_4 = 1.4249322787E-1f;
    static final float LOG_5 = -1.2420140846E-1f;
    static final float LOG_6 = 1.1676998740E-1f;
    static final float LOG_7 = -1.1514610310E-1f;
    static final float LOG_8 = 7.0376836292E-2f;

    /**
     * tanh(x) = x P(x^2) / Q(x^2) on [-TANH_MAX, TANH_MAX], a rational of degrees 13 and 6 (the
     * approximation of Eigen, generic_fast_tanh_float).
     */
    static final float TANH_P1 = 4.89352455891786e-03f;

    static final float TANH_P3 = 6.37261928875436e-04f;
    static final float TANH_P5 = 1.48572235717979e-05f;
    static final float TANH_P7 = 5.12229709037114e-08f;
    static final float TANH_P9 = -8.60467152213735e-11f;
    static final float TANH_P11 = 2.00018790482477e-13f;
    static final float TANH_P13 = -2.76076847742355e-16f;
    static final float TANH_Q0 = 4.89352518554385e-03f;
    static final float TANH_Q2 = 2.26843463243900e-03f;
    static final float TANH_Q4 = 1.18534705686654e-04f;
    static final float TANH_Q6 = 1.19825839466702e-06f;
    static final float TANH_MAX = 7.90531110763549805f;

    /** erf(x) = x + x P(x^2) for |x| up to ERF_SPLIT; least squares reweighted to minimax. */
    static final float ERF_SMALL_0 = 0.12837917f;

    static final float ERF_SMALL_1 = -0.37612632f;
    static final float ERF_SMALL_2 = 0.112836875f;
    static final float ERF_SMALL_3 = -0.02685894f;
    static final float ERF_SMALL_4 = 0.0051999064f;
    static final float ERF_SMALL_5 = -0.0008130012f;
    static final float ERF_SMALL_6 = 8.3167724e-05f;
    static final float ERF_SPLIT = 0.925f;

    /** erf(x) = 1 - exp(-P(x)) on [ERF_SPLIT, ERF_MAX]; least squares reweighted to minimax. */
    static final float ERF_LARGE_0 = -0.00017468445f;

    static final float ERF_LARGE_1 = 1.1295149f;
    static final float ERF_LARGE_2 = 0.6333469f;
    static final float ERF_LARGE_3 = 0.10828009f;
    static final float ERF_LARGE_4 = -0.025119428f;
    static final float ERF_LARGE_5 = 0.004171063f;
    static final float ERF_LARGE_6 = -0.00043446262f;
    static final float ERF_LARGE_7 = 2.1095051e-05f;

    /** From here on erf is 1 in single precision. */
    static final float ERF_MAX = 4f;

    private MathConstants() {}
}
