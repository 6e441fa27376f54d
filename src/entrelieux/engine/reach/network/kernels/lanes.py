"""Several answers in one instruction of the processor.

numba turns long loops into vector instructions, but unrolls a loop of 8 or 16 steps and leaves it
scalar. The three operations that are repeated most are therefore written for LLVM, which has them
on every processor; the result is that of the loop each stands for. Nothing is checked: neither
rows nor sums.
"""

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

NUMBER = ir.IntType(32)
PLACE = ir.IntType(64)
NEVER = 2**31 - 1
UNREACHED = 2**32 - 1


def _relaxing(lanes):
    """``relax(best, v, w, time)``: each best[v, i] becomes at most best[w, i] + time.

    best: uint32, contiguous, of ``lanes`` columns; v, w: rows of it, uint64; time: uint32.
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


@intrinsic
def turn_8(_typing, best, _v, out):
    """``turn_8(best, v, out)``: rows v to v + 7 of best (n, 8) become columns of out (8, n).

    ``NEVER`` and more becomes ``UNREACHED``. Both arrays are uint32 and contiguous.
    """
    vector = ir.VectorType(NUMBER, 8)

    def code(context, builder, signature, given):
        best, v, out = given
        source = context.make_array(signature.args[0])(context, builder, best).data
        into = context.make_array(signature.args[2])(context, builder, out)
        wide = builder.extract_value(into.shape, 1)

        def vector_at(data, place):
            return builder.bitcast(builder.gep(data, [place]), vector.as_pointer())

        never = ir.Constant(vector, [NEVER] * 8)
        unreached = ir.Constant(vector, [UNREACHED] * 8)
        rows = []
        for i in range(8):
            place = builder.mul(builder.add(v, PLACE(i)), PLACE(8))
            row = builder.load(vector_at(source, place), align=4)
            less = builder.icmp_unsigned("<", row, never)
            rows.append(builder.select(less, row, unreached))
        for step in (4, 2, 1):
            low = [i if not i & step else i - step + 8 for i in range(8)]
            high = [i + step if not i & step else i + 8 for i in range(8)]
            masks = [ir.Constant(vector, mask) for mask in (low, high)]
            for i in range(8):
                if not i & step:
                    pair = rows[i], rows[i + step]
                    rows[i], rows[i + step] = (builder.shuffle_vector(*pair, m) for m in masks)
        for i, row in enumerate(rows):
            place = builder.add(builder.mul(wide, PLACE(i)), v)
            builder.store(row, vector_at(into.data, place), align=4)
        return context.get_dummy_value()

    return types.void(best, types.int64, out), code


@intrinsic
def cross(_typing, both, crossing, _c, _i, _stop):
    """``cross(both, crossing, c, i, stop)``: for j from i + 1 to stop - 1, and k the next of
    ``crossing`` from c on, both[k] becomes at most (both[i, 1], both[i, 0]) + both[j].

    both: times up and down each shortcut, uint32, contiguous, of 2 columns; crossing: int32.
    """
    vector = ir.VectorType(NUMBER, 2)

    def code(context, builder, signature, given):
        both, crossing, c, i, stop = given
        data = context.make_array(signature.args[0])(context, builder, both).data
        pairs = context.make_array(signature.args[1])(context, builder, crossing).data

        def row(number):
            place = builder.gep(data, [builder.mul(number, PLACE(2))])
            return builder.bitcast(place, vector.as_pointer())

        here = builder.load(row(i), align=4)
        swapped = ir.Constant(vector, [1, 0])
        here = builder.shuffle_vector(here, ir.Constant(vector, ir.Undefined), swapped)
        after = builder.add(i, PLACE(1))
        pairs = builder.gep(pairs, [builder.sub(c, after)])
        with cgutils.for_range_slice(builder, after, stop, PLACE(1)) as (j, _):
            k = builder.sext(builder.load(builder.gep(pairs, [j])), PLACE)
            before = builder.load(row(k), align=4)
            through = builder.add(here, builder.load(row(j), align=4))
            less = builder.icmp_unsigned("<", through, before)
            builder.store(builder.select(less, through, before), row(k), align=4)
        return context.get_dummy_value()

    return types.void(both, crossing, types.int64, types.int64, types.int64), code
