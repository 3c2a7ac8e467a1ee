"""Sentences about pictures, writing, and what brands list."""

from hongmao.core.reasons.codes import Reason, Sentence

SENTENCES = {
    Reason.PICTURE_TOO_LARGE: Sentence(
        "The picture is larger than {limit} MB. Choose a smaller one, or save it smaller first.",
        "图片超过 {limit} MB，请换一张，或压缩后再上传。",
    ),
    Reason.PICTURE_TOO_MANY_PIXELS: Sentence(
        "The picture has more than {limit} million pixels, so it was not opened. Save it smaller.",
        "图片超过 {limit} 百万像素，没有打开。请缩小后再上传。",
    ),
    Reason.PICTURE_TYPE: Sentence(
        "This is no picture that we can read. Send JPEG, PNG, WebP or GIF; a phone's HEIC can be "
        "saved as JPEG.",
        "无法识别这个图片。请上传 JPEG、PNG、WebP 或 GIF；手机的 HEIC 可先另存为 JPEG。",
    ),
    Reason.PICTURE_BROKEN: Sentence(
        "The picture is damaged or did not arrive whole. Choose it again.",
        "图片已损坏或没有传完，请重新选择。",
    ),
    Reason.PICTURE_SHAPE: Sentence(
        "The picture must have at least {least} pixels on each side, and its long side at most "
        "{ratio} times the short one. Cut it first.",
        "图片每边至少 {least} 像素，长边不超过短边的 {ratio} 倍，请裁剪后再上传。",
    ),
    Reason.PICTURES_TOO_MANY: Sentence(
        "A note has at most {limit} pictures. Take one out first.",
        "一篇笔记最多 {limit} 张图片，请先移除一张。",
    ),
    Reason.VIDEO_TOO_LARGE: Sentence(
        "The video is larger than {limit} MB. Shorten it, or save it smaller first.",
        "视频超过 {limit} MB，请剪短，或压缩后再上传。",
    ),
    Reason.VIDEO_TOO_LONG: Sentence(
        "The video is longer than {minutes} minutes. Shorten it first.",
        "视频超过 {minutes} 分钟，请剪短后再上传。",
    ),
    Reason.VIDEO_TYPE: Sentence(
        "This is no video that we can read. Send MP4 or WebM.",
        "无法识别这个视频，请上传 MP4 或 WebM。",
    ),
    Reason.VIDEO_CODEC: Sentence(
        "Not every browser plays what this video holds ({codec}). Save it as H.264 with AAC, or "
        "as WebM; on an iPhone, choose “Most Compatible” in the camera's formats.",
        "不是所有浏览器都能播放这个视频的编码（{codec}）。请另存为 H.264 + AAC 或 WebM；iPhone "
        "可在相机的格式设置中选择“兼容性最佳”。",
    ),
    Reason.VIDEO_SHAPE: Sentence(
        "The sides of a video must have {least} to {most} pixels, the long one at most {ratio} "
        "times the short one, at most {rate} frames a second. Save it so first.",
        "视频每边须为 {least} 到 {most} 像素，长边不超过短边的 {ratio} 倍，每秒不超过 {rate} 帧，"
        "请调整后再上传。",
    ),
    Reason.VIDEO_BROKEN: Sentence(
        "The video is damaged or did not arrive whole. Choose it again.",
        "视频已损坏或没有传完，请重新选择。",
    ),
    Reason.VIDEO_NOT_TAKEN: Sentence(
        "This community takes no videos yet. Add pictures instead.",
        "本社区暂不支持视频，请添加图片。",
    ),
    Reason.NOTE_UNTITLED: Sentence(
        "Give the note a title, so that it can be found. Nothing is lost.",
        "请先写标题，方便读者找到。内容都已保留。",
    ),
    Reason.NOTE_EMPTY: Sentence(
        "Add a picture or a few words first. Nothing is lost.",
        "请先添加图片或写几句话。内容都已保留。",
    ),
    Reason.PAYER_UNNAMED: Sentence(
        "You say that this note is paid. Say by whom, so that readers know.",
        "你声明了这篇笔记是有偿的，请写明由谁付费，让读者知道。",
    ),
    Reason.DRAFTS_TOO_MANY: Sentence(
        "You have {limit} drafts. Publish or discard one first.",
        "你已有 {limit} 篇草稿，请先发布或删除一篇。",
    ),
    Reason.PRODUCT_OF_NOBODY: Sentence(
        "This address or number names no item of {marketplace}. Copy the item's address again.",
        "在{marketplace}中没有找到这个地址或编号对应的商品，请重新复制商品地址。",
    ),
    Reason.PRODUCT_LISTED: Sentence(
        "This item is listed already. Edit it in the list.",
        "这个商品已经添加过，请在列表中修改。",
    ),
    Reason.STORE_TAKEN: Sentence(
        "This store is another brand's here already. Ask an operator if it is yours.",
        "这家店铺已属于另一个品牌。如果是你的，请联系平台运营。",
    ),
}
