"""Classifies a picture with a pretrained ResNet on the GPU."""

import io

import torch
from fastapi import FastAPI, UploadFile
from PIL import Image
from prometheus_fastapi_instrumentator import Instrumentator
from torchvision.models import ResNet50_Weights, resnet50

weights = ResNet50_Weights.DEFAULT
model = resnet50(weights=weights).eval().cuda()
prepare = weights.transforms()
app = FastAPI()
Instrumentator().instrument(app).expose(app)


@app.post("/classify")
async def classify(picture: UploadFile) -> dict[str, float]:
    image = Image.open(io.BytesIO(await picture.read())).convert("RGB")
    with torch.inference_mode():
        scores = model(prepare(image).unsqueeze(0).cuda()).softmax(1)[0]
    best = scores.topk(5)
    return {weights.meta["categories"][i]: float(s) for s, i in zip(best.values, best.indices)}
