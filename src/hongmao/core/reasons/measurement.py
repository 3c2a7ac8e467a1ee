"""Sentences about tables that are to be credited."""

from hongmao.core.reasons.codes import Reason, Sentence

SENTENCES = {
    Reason.TABLE_UNREADABLE: Sentence(
        "{table} cannot be read: {detail}. It may be torn, or of another kind than its name says.",
        "无法读取 {table}：{detail}。文件可能不完整，或与其扩展名不符。",
    ),
    Reason.COLUMNS_MISSING: Sentence(
        "{table} lacks {missing}. It has: {found}.",
        "{table} 缺少列 {missing}。现有列：{found}。",
    ),
    Reason.COLUMN_OF_WRONG_TYPE: Sentence(
        "{table}, column {column}: {kind} cannot be read as {wanted}.",
        "{table} 的 {column} 列：{kind} 无法读作 {wanted}。",
    ),
    Reason.SEPARATOR_UNKNOWN: Sentence(
        "{table}: no path reads as touches parted by {separator!r}; row {row} is {value!r}. "
        "Name what parts them with --sep, for example --sep {guess!r}.",
        "{table}：没有一条路径以 {separator!r} 分隔触点，第 {row} 行为 {value!r}。"
        "请用 --sep 指定分隔符，例如 --sep {guess!r}。",
    ),
    Reason.TIME_WITHOUT_ZONE: Sentence(
        "{table}, row {row}: {column} is {value}, a time without a zone. Write its offset, or "
        "milliseconds UTC.",
        "{table} 第 {row} 行：{column} 为 {value}，没有时区。请写明时差，或改用 UTC 毫秒数。",
    ),
    Reason.ROW_TORN: Sentence(
        "{table}, row {row}: it has more or fewer cells than the header: {value!r}.",
        "{table} 第 {row} 行：单元格数与表头不符：{value!r}。",
    ),
    Reason.PATH_EMPTY: Sentence(
        "{table}, row {row}: the path is empty.", "{table} 第 {row} 行：路径为空。"
    ),
    Reason.STEP_UNNAMED: Sentence(
        "{table}, row {row}: a touch of the path {value!r} has no name.",
        "{table} 第 {row} 行：路径 {value!r} 中有一个触点没有名称。",
    ),
    Reason.NUMBER_MISSING: Sentence(
        "{table}, row {row}: {column} is empty. Write 0 where there is none.",
        "{table} 第 {row} 行：{column} 为空。没有时请写 0。",
    ),
    Reason.NOT_A_NUMBER: Sentence(
        "{table}, row {row}: {column} is {value!r}, which is no finite number.",
        "{table} 第 {row} 行：{column} 为 {value!r}，不是有限的数。",
    ),
    Reason.NEGATIVE: Sentence(
        "{table}, row {row}: {column} is {value}, below zero.",
        "{table} 第 {row} 行：{column} 为 {value}，小于零。",
    ),
    Reason.NOT_WHOLE: Sentence(
        "{table}, row {row}: {column} is {value}, and must be a whole number.",
        "{table} 第 {row} 行：{column} 为 {value}，必须是整数。",
    ),
    Reason.TOO_LARGE: Sentence(
        "{table}, row {row}: {column} is {value}, beyond what can be summed exactly.",
        "{table} 第 {row} 行：{column} 为 {value}，超出可精确求和的范围。",
    ),
    Reason.VALUE_WITHOUT_CONVERSION: Sentence(
        "{table}, row {row}: it has a value of {value} and no conversion.",
        "{table} 第 {row} 行：价值为 {value}，却没有转化。",
    ),
    Reason.NAME_MISSING: Sentence(
        "{table}, row {row}: {column} is empty.", "{table} 第 {row} 行：{column} 为空。"
    ),
    Reason.NOT_A_TIME: Sentence(
        "{table}, row {row}: {column} is {value!r}, which is no time.",
        "{table} 第 {row} 行：{column} 为 {value!r}，不是时间。",
    ),
    Reason.TOUCH_AFTER_CONVERSION: Sentence(
        "{table}, row {row}: the touch comes after its journey converted.",
        "{table} 第 {row} 行：触点晚于其旅程的转化时间。",
    ),
    Reason.CONVERTED_TWICE: Sentence(
        "{table}, row {row}: journey {value!r} has converted in an earlier row.",
        "{table} 第 {row} 行：旅程 {value!r} 在前面的行中已经转化。",
    ),
    Reason.ORDER_OF_NO_CLICK: Sentence(
        "{table}, row {row}: click {value!r} is not in the lake, or its reader is not known.",
        "{table} 第 {row} 行：数据湖中没有点击 {value!r}，或其读者未知。",
    ),
    Reason.ORDER_BEFORE_CLICK: Sentence(
        "{table}, row {row}: the order was made before its click {value!r}.",
        "{table} 第 {row} 行：订单早于其点击 {value!r}。",
    ),
    Reason.CONVERTED_UNTOUCHED: Sentence(
        "{table}, row {row}: journey {value!r} has no touch before it converted.",
        "{table} 第 {row} 行：旅程 {value!r} 在转化之前没有触点。",
    ),
    Reason.ARM_UNKNOWN: Sentence(
        "{table}, row {row}: {column} is {value!r}; a reader is 'shown' or 'ghost'.",
        "{table} 第 {row} 行：{column} 为 {value!r}，应为 'shown'（展示）或 'ghost'（对照）。",
    ),
    Reason.ARM_EMPTY: Sentence(
        "Campaign {campaign} has {shown} readers shown and {ghosts} held out; there is no lift "
        "without two of each.",
        "推广计划 {campaign} 有 {shown} 位展示读者、{ghosts} 位对照读者；"
        "每组至少两位才能计算增量。",
    ),
    Reason.READER_TWICE: Sentence(
        "{table}, row {row}: reader {value!r} stands in an earlier row of the same campaign.",
        "{table} 第 {row} 行：读者 {value!r} 在同一推广计划的前面行中已经出现。",
    ),
}
