"""Several answers in one instruction of the processor.

numba turns long loops into vector instructions, but unrolls a loop of 8 or 16 steps and leaves it
scalar. The one operation that sweeps repeat is therefore written for LLVM, which has it on every
processor; the result is that of the loop it stands for.
"""

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

NUMBER = ir.IntType(32)


def _relaxing(lanes):
    """``relax(best, v, w, time)``: each best[v, i] becomes at most best[w, i] + time.

    best: uint32, contiguous, of ``lanes`` columns; v, w: rows of it, uint64; time: uint32.
    Neither rows nor sums are checked.
    """
    vector = ir.VectorType(NUMBER, lanes)
    nothing = ir.Constant(vector, ir.Undefined)
    first = ir.Constant(vector, [0] * lanes)

    def code(context, builder, signature, given):
        best, v, w, time = given
        data = context.make_array(signature.args[0])(context, builder, best).data

        def row(number):
            place = builder.gep(data, [builder.mul(number, number.type(lanes))])
            return builder.bitcast(place, vector.as_pointer())

        times = builder.insert_element(nothing, time, NUMBER(0))
        times = builder.shuffle_vector(times, nothing, first)
        before = builder.load(row(v), align=4)
        through = builder.add(builder.load(row(w), align=4), times)
        less = builder.icmp_unsigned("<", through, before)
        builder.store(builder.select(less, through, before), row(v), align=4)
        return context.get_dummy_value()

    @intrinsic
    def relax(_typing, best, _v, _w, _time):
        return types.void(best, types.uint64, types.uint64, types.uint32), code

    return relax


relax_8, relax_16, relax_32 = _relaxing(8), _relaxing(16), _relaxing(32)
